// SPDX-License-Identifier: GPL-2.0-or-later
// Follow a repository with tuf-js, and fetch targets: follow.mjs URL STORE FILES TARGET...
import { Updater } from 'tuf-js';

const [url, metadataDir, targetDir, ...targets] = process.argv.slice(2);
const updater = new Updater({
	metadataDir,
	targetDir,
	metadataBaseUrl: `${url}/metadata`,
	targetBaseUrl: `${url}/targets`,
});

await updater.refresh();
for (const target of targets) {
	const info = await updater.getTargetInfo(target);
	if (!info) {
		throw new Error(`nobody has the target ${target}`);
	}
	await updater.downloadTarget(info);
}
