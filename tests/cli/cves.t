# CVEs, for people and for scanners.

$ everything; suture cves
> CVE-2026-1   held-back    held: held on this machine
> CVE-2026-2   available    away
> CVE-2026-3   held-back    lost: installed, and not applied
> CVE-2026-4   fixed        waits
> CVE-2026-5   held-back    bad: its update is withdrawn
> CVE-2026-6   held-back    held: held on this machine
> CVE-2026-7   held-back    suspect: the machine went down while it was applied
> CVE-2026-8   unpatchable  pending: one half of it is not made yet
> CVE-2026-9   unpatchable  layout-changes: struct sock <grows> & "moves"
> CVE-2026-10  held-back    lost: installed, and not applied
$ suture cves --exit-code >/dev/null
= 30
$ suture cves --format vex | judge vex
$ suture cves --format vex | jq 'del(.statements[1:3], .statements[4:8])'
> {
>   "@context": "https://openvex.dev/ns/v0.2.0",
>   "@id": "urn:uuid:e36b3d54-6d39-8d2e-8f7a-2b6615842ff0",
>   "author": "suture",
>   "role": "Live updates of this machine",
>   "timestamp": "2026-11-28T12:00:00Z",
>   "version": 1,
>   "tooling": "suture 0.1.0",
>   "statements": [
>     {
>       "vulnerability": {
>         "name": "CVE-2026-1"
>       },
>       "products": [
>         {
>           "@id": "pkg:deb/debian/linux-image-6.1.0-99-test@6.1.99-1?arch=amd64",
>           "identifiers": {
>             "purl": "pkg:deb/debian/linux-image-6.1.0-99-test@6.1.99-1?arch=amd64"
>           }
>         }
>       ],
>       "status": "affected",
>       "action_statement": "the live update held would fix it: held on this machine"
>     },
>     {
>       "vulnerability": {
>         "name": "CVE-2026-4"
>       },
>       "products": [
>         {
>           "@id": "pkg:deb/debian/linux-image-6.1.0-99-test@6.1.99-1?arch=amd64",
>           "identifiers": {
>             "purl": "pkg:deb/debian/linux-image-6.1.0-99-test@6.1.99-1?arch=amd64"
>           }
>         }
>       ],
>       "status": "fixed",
>       "status_notes": "fixed in the running kernel by the live update waits"
>     },
>     {
>       "vulnerability": {
>         "name": "CVE-2026-9"
>       },
>       "products": [
>         {
>           "@id": "pkg:deb/debian/linux-image-6.1.0-99-test@6.1.99-1?arch=amd64",
>           "identifiers": {
>             "purl": "pkg:deb/debian/linux-image-6.1.0-99-test@6.1.99-1?arch=amd64"
>           }
>         }
>       ],
>       "status": "affected",
>       "action_statement": "boot a kernel of the vendor's that has the fix: there is no live update of it (layout-changes: struct sock <grows> & \"moves\")"
>     },
>     {
>       "vulnerability": {
>         "name": "CVE-2026-10"
>       },
>       "products": [
>         {
>           "@id": "pkg:deb/debian/linux-image-6.1.0-99-test@6.1.99-1?arch=amd64",
>           "identifiers": {
>             "purl": "pkg:deb/debian/linux-image-6.1.0-99-test@6.1.99-1?arch=amd64"
>           }
>         }
>       ],
>       "status": "affected",
>       "action_statement": "the live update lost would fix it: installed, and not applied"
>     }
>   ]
> }

# What OVAL finds is what the kernel says; what is withdrawn still counts while it is there.
$ suture cves --format oval | judge oval root
> CVE-2026-1 is open
> CVE-2026-2 is open
> CVE-2026-3 is open
> CVE-2026-4 is not
> CVE-2026-5 is not
> CVE-2026-6 is open
> CVE-2026-7 is open
> CVE-2026-8 is open
> CVE-2026-9 is open
> CVE-2026-10 is open
$ suture cves --format oval >oval.xml; put /sys/module/fat/initstate 'live\n'; judge oval root <oval.xml | grep 2026-4
> CVE-2026-4 is open
$ in_kernel waits suspect held; judge oval root <oval.xml
> CVE-2026-1 is not
> CVE-2026-2 is open
> CVE-2026-3 is open
> CVE-2026-4 is not
> CVE-2026-5 is not
> CVE-2026-6 is not
> CVE-2026-7 is not
> CVE-2026-8 is open
> CVE-2026-9 is open
> CVE-2026-10 is open
$ put /sys/kernel/suture/updates/held/state 'staged\n'; judge oval root <oval.xml | grep 2026-1
> CVE-2026-1 is open
> CVE-2026-10 is open

# On another kernel it finds nothing.
$ sed -i 's/6\.1\.99-1/6.1.99-10/' root/proc/version; judge oval root <oval.xml | grep -c open
> 0
= 1
$ sed -n '/<generator>/,/20260000002/p; /20260000004/,/<.definition>/p; /20260000009/,/<.definition>/p; /<.definitions>/,/<.ind:/p; /<objects>/,/<.ind:/p' oval.xml
>   <generator>
>     <oval:product_name>suture</oval:product_name>
>     <oval:product_version>0.1.0</oval:product_version>
>     <oval:schema_version>5.11</oval:schema_version>
>     <oval:timestamp>2026-11-28T12:00:00Z</oval:timestamp>
>   </generator>
>   <definitions>
>     <definition id="oval:org.suture:def:20260000001" version="1" class="vulnerability">
>       <metadata>
>         <title>CVE-2026-1</title>
>         <affected family="unix"/>
>         <reference source="CVE" ref_id="CVE-2026-1"
>           ref_url="https://www.cve.org/CVERecord?id=CVE-2026-1"/>
>         <description>Live updates that fix it: base, held</description>
>       </metadata>
>       <criteria operator="AND">
>         <criterion comment="the kernel 6.1.0-99-test of 6.1.99-1 runs"
>           test_ref="oval:org.suture:tst:913332944948514219"/>
>         <criteria operator="OR">
>           <criterion comment="the live update base is applied" negate="true"
>             test_ref="oval:org.suture:tst:967868123649671577"/>
>           <criterion comment="the live update held is applied" negate="true"
>             test_ref="oval:org.suture:tst:911672795234541962"/>
>         </criteria>
>       </criteria>
>     </definition>
>     <definition id="oval:org.suture:def:20260000002" version="1" class="vulnerability">
>     <definition id="oval:org.suture:def:20260000004" version="1" class="vulnerability">
>       <metadata>
>         <title>CVE-2026-4</title>
>         <affected family="unix"/>
>         <reference source="CVE" ref_id="CVE-2026-4"
>           ref_url="https://www.cve.org/CVERecord?id=CVE-2026-4"/>
>         <description>Live updates that fix it: waits</description>
>       </metadata>
>       <criteria operator="AND">
>         <criterion comment="the kernel 6.1.0-99-test of 6.1.99-1 runs"
>           test_ref="oval:org.suture:tst:913332944948514219"/>
>         <criteria operator="OR">
>           <criteria operator="AND">
>             <criterion comment="the live update waits is applied" negate="true"
>               test_ref="oval:org.suture:tst:930558554026169249"/>
>             <criterion comment="the module fat is loaded"
>               test_ref="oval:org.suture:tst:920112555370638202"/>
>           </criteria>
>         </criteria>
>       </criteria>
>     </definition>
>     <definition id="oval:org.suture:def:20260000009" version="1" class="vulnerability">
>       <metadata>
>         <title>CVE-2026-9</title>
>         <affected family="unix"/>
>         <reference source="CVE" ref_id="CVE-2026-9"
>           ref_url="https://www.cve.org/CVERecord?id=CVE-2026-9"/>
>         <description>There is no live update of it: layout-changes: struct sock &lt;grows&gt; &amp; &quot;moves&quot;</description>
>       </metadata>
>       <criteria operator="AND">
>         <criterion comment="the kernel 6.1.0-99-test of 6.1.99-1 runs"
>           test_ref="oval:org.suture:tst:913332944948514219"/>
>       </criteria>
>     </definition>
>   </definitions>
>   <tests>
>     <ind:textfilecontent54_test id="oval:org.suture:tst:913332944948514219" version="1"
>         check="all" check_existence="at_least_one_exists" comment="kernel 01234567">
>       <ind:object object_ref="oval:org.suture:obj:913332944948514219"/>
>     </ind:textfilecontent54_test>
>   <objects>
>     <ind:textfilecontent54_object id="oval:org.suture:obj:913332944948514219" version="1">
>       <ind:filepath>/proc/version</ind:filepath>

# Names of any kind; the same number for the same name.
$ rm -r root; machine; follows; offers one '["CVE-2026-1234567890", "GHSA-<a>&\"b\"", "CVE-2026-5x"]' low ''; suture cves --format oval | grep -A 4 '<definition '
>     <definition id="oval:org.suture:def:912414085403769334" version="1" class="vulnerability">
>       <metadata>
>         <title>CVE-2026-5x</title>
>         <affected family="unix"/>
>         <reference source="CVE" ref_id="CVE-2026-5x"
> --
>     <definition id="oval:org.suture:def:953955304161294949" version="1" class="vulnerability">
>       <metadata>
>         <title>CVE-2026-1234567890</title>
>         <affected family="unix"/>
>         <reference source="CVE" ref_id="CVE-2026-1234567890"
> --
>     <definition id="oval:org.suture:def:943310699660449841" version="1" class="vulnerability">
>       <metadata>
>         <title>GHSA-&lt;a&gt;&amp;&quot;b&quot;</title>
>         <affected family="unix"/>
>         <reference source="CVE" ref_id="GHSA-&lt;a&gt;&amp;&quot;b&quot;"
$ suture cves --format oval | judge oval root
> CVE-2026-5x is open
> CVE-2026-1234567890 is open
> GHSA-<a>&"b" is open
$ suture cves --format vex | judge vex
$ edit $records/series.json '.kernel.version = "6.1~rc+1"'; suture cves --format vex | jq -c '.statements[2]'
> {"vulnerability":{"name":"GHSA-<a>&\"b\""},"products":[{"@id":"pkg:deb/debian/linux-image-6.1.0-99-test@6.1~rc%2B1?arch=amd64","identifiers":{"purl":"pkg:deb/debian/linux-image-6.1.0-99-test@6.1~rc%2B1?arch=amd64"}}],"status":"affected","action_statement":"apply the live update one with 'suture upgrade'"}

$ suture cves --format html
! suture cves: the format is plain, vex or oval; see 'suture cves --help'
= 2
