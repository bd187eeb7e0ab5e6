# The line for a monitoring system; the exit code is 0, 1, 2 or 3.

$ machine; put /proc/sys/kernel/random/boot_id '1-2\n'; suture check
> SUTURE UNKNOWN - the repository was never asked about this kernel; 6.1.0-99-test, 0 updates applied|applied=0;;;0 available=0;;;0 uncovered=0;;;0
= 3
$ follows; suture check
> SUTURE OK - 6.1.0-99-test is as 6.1.99-1, 0 updates applied|applied=0;;;0 available=0;;;0 uncovered=0;;;0 age=3600s;172800;;0
$ offers one '["CVE-2026-1"]' medium 6.1.100-1; suture check
> SUTURE WARNING - 1 update available; 6.1.0-99-test is as 6.1.99-1, 0 updates applied|applied=0;;;0 available=1;;;0 uncovered=1;;;0 age=3600s;172800;;0
= 1
$ in_kernel one; journal '["one"]' '[]'; suture check
> SUTURE OK - 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=3600s;172800;;0
$ SUTURE_NOW=1796043601 suture check
> SUTURE WARNING - no check went well for 2 days; 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=180001s;172800;;0
= 1
$ SUTURE_NOW=1796043601 suture check --warning-age 3
> SUTURE OK - 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=180001s;259200;;0
$ SUTURE_NOW=1796500000 suture check --warning-age 30
> SUTURE WARNING - what the repository said has expired; 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=636400s;2592000;;0
= 1
$ SUTURE_NOW=1830000000 suture check
> SUTURE UNKNOWN - the repository does not serve this kernel; 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=34136400s;172800;;0
= 3
$ put /etc/suture/disable ''; suture check; rm root/etc/suture/disable
> SUTURE WARNING - switched off: /etc/suture/disable is there; 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=3600s;172800;;0
$ checked 2026-11-28T11:00:00Z '"no-network"' '"a | b"'; suture check
> SUTURE WARNING - the last check failed: a / b, no check went well for 8 days; 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=691200s;172800;;0
= 1
$ checked 2026-11-28T11:00:00Z '"not-served"' '"not here"'; suture check
> SUTURE UNKNOWN - the repository does not serve this kernel; 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=691200s;172800;;0
= 3
$ checked 2026-11-28T11:00:00Z null null; put /etc/suture/suture.conf '[policy]\npin = 7.0-1\n'; suture check; rm root/etc/suture/suture.conf
> SUTURE WARNING - no update leads to version 7.0-1; 6.1.0-99-test is as 6.1.100-1, 1 update applied|applied=1;;;0 available=0;;;0 uncovered=0;;;0 age=3600s;172800;;0
$ withdrawn one 'it hangs'; suture check
> SUTURE WARNING - 1 update withdrawn and still installed; 6.1.0-99-test is as 6.1.100-1, 0 updates applied|applied=0;;;0 available=0;;;0 uncovered=1;;;0 age=3600s;172800;;0
= 1
$ rm -r $records/block.json root/sys/kernel/suture/updates/one; suture check
> SUTURE CRITICAL - 1 update installed and not applied; 6.1.0-99-test is as 6.1.99-1, 0 updates applied|applied=0;;;0 available=0;;;0 uncovered=1;;;0 age=3600s;172800;;0
= 2
$ journal '[]' '["one"]'; suture check
> SUTURE CRITICAL - the machine went down with one; 6.1.0-99-test is as 6.1.99-1, 0 updates applied|applied=0;;;0 available=0;;;0 uncovered=1;;;0 age=3600s;172800;;0
= 2
$ journal '[]' '[]'; edit $records/series.json '.updates[0].severity = "critical"'; suture check
> SUTURE CRITICAL - 1 update of high or critical severity available; 6.1.0-99-test is as 6.1.99-1, 0 updates applied|applied=0;;;0 available=1;;;0 uncovered=1;;;0 age=3600s;172800;;0
= 2

# What cannot be known is not well.
$ echo '{' >$records/series.json; suture check
> SUTURE UNKNOWN - line 2: not JSON
= 3
$ suture check something
> SUTURE UNKNOWN - there is nothing to give; see 'suture check --help'
= 3
$ suture check --warning-age soon
> SUTURE UNKNOWN - 'soon' is not a number from 0 to 1000000
= 3
$ suture check --root /nonexistent
> SUTURE UNKNOWN - there is no /sys/kernel/notes
= 3
