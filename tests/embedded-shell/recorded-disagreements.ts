/** Why recorded commands are answered otherwise here: what of the recording, or of what is modelled, is the reason. */
export const disagreements: Readonly<Record<string, readonly number[]>> = {
  "the recorded host has another version of ZFS": [1, 2, 3, 4],
  "the long list of commands, options or properties below a usage error is not printed": [
    25, 42, 60, 173, 189, 197, 198, 211, 259, 342, 384, 1673,
  ],
  "its pools have damaged, missing and offline devices at import, are trimmed, initialized and watched, which pools here do not yet":
    [
      52, 55, 62, 63, 93, 117, 118, 119, 122, 124, 128, 130, 131, 141, 143, 147, 148, 386, 1393,
      1403, 1404, 1405, 1406, 1407, 1408, 1413, 1415, 1416, 1417, 1419, 1420, 1421, 1422,
    ],
  "keys, delegation, quotas of users, send, receive, bookmarks and shares of ZFS are not modelled":
    [
      346, 347, 348, 349, 350, 351, 352, 353, 354, 355, 356, 360, 361, 362, 363, 364, 365, 1490,
      1491,
    ],
  "what was mounted over /etc made the recorded host's Samba fail": [249, 251],
  "figures of the recorded disk, and numbers of its transactions, stand in it": [200, 206],
  "the recording was cut at a tab": [236],
  "volumes of guests that were there before the recording began are listed": [
    324, 734, 1326, 1345, 1376, 1440, 1536, 1551, 1635,
  ],
  "its guests run a template with three programs": [783, 789, 797, 800, 858],
  "its shell prints bytes that are no text, or fails to without a locale": [1643, 1656],
  "the recorded kernel and lxc say more, or other things, about devices and namespaces": [
    731, 906, 910, 912, 1650, 1653, 1655,
  ],
  "the API of the embedded host prints other lines, in another order, or refuses at another point":
    [715, 1336, 1370, 1564, 1662],
  "its network has an NFS and an SMB server": [
    1325, 1328, 1331, 1333, 1367, 1368, 1369, 1373, 1374, 1379, 1607, 1608, 1609, 1610, 1611, 1615,
  ],
  "its messages from ZFS stand before the storage's": [],
  "its guest 401 was edited between the recorded commands": [
    1537, 1637, 1657, 1658, 1660, 1661, 1665, 1683,
  ],
  "the command of pct is not modelled": [
    819, 822, 1666, 1667, 1668, 1669, 1670, 1671, 1674, 1675, 1676, 1677, 1678, 1679,
  ],
};
