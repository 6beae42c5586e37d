// Questions about names that are cut short: each kind with examples, and SQL written by hand.
// Not here: names written out (misreadNames.ts), the data (misreadNamesData.ts), asking them (misread.test.ts).
import { asks, type Case, never, refuses } from './misreadCases.ts';

const plays = 'play_evts JOIN trk ON trkId = trk_id JOIN BANDS ON band_id = bandId';

export const songCases: Case[] = [
  ['users in span', refuses],
  // What is played is plays, and no seconds.
  ['how many plays', 'SELECT COUNT(*) FROM play_evts'],
  ['plays by device', 'SELECT dvc, COUNT(*) FROM play_evts GROUP BY 1'],
  ['top 12 bands by plays', `SELECT bandNm, COUNT(*) FROM ${plays} GROUP BY bandId, bandNm`],
  ['12 most played bands', `SELECT bandNm, COUNT(*) FROM ${plays} GROUP BY bandId, bandNm`],
  [
    'bands played more than 50 times',
    `SELECT bandNm, COUNT(*) FROM ${plays} GROUP BY bandId, bandNm HAVING COUNT(*) > 50`,
  ],
  [
    'users that played more than 15 times',
    'SELECT usrNm, COUNT(*) FROM play_evts JOIN tblUsr ON usr_id = usrId GROUP BY 1 HAVING COUNT(*) > 15',
  ],
  ['how often were bands from Norway played', never],
  ['number of plays divided by number of users', never],
  ['5 public playlists with the most plays', never],
  ['how many playlists', 'SELECT COUNT(*) FROM playLst'],
  ['public playlists', 'SELECT * FROM playLst WHERE isPublic'],
  // Their own country before that of who listens to them.
  ['bands by country', 'SELECT homeCtry, COUNT(*) FROM BANDS GROUP BY 1'],
  ['plays by country of band', `SELECT homeCtry, COUNT(*) FROM ${plays} GROUP BY 1`],
  ['users by country', 'SELECT ctry, COUNT(*) FROM tblUsr GROUP BY 1'],
  // Short names that nothing else can be.
  ['How many tracks are explicit?', "SELECT COUNT(*) FROM trk WHERE explicit_flg = 'Y'"],
  ['tracks by genre', 'SELECT genre, COUNT(*) FROM trk GROUP BY 1'],
  ['how many users have no email', 'SELECT COUNT(*) FROM tblUsr WHERE eml IS NULL'],
  ['users by last name', 'SELECT lName, COUNT(*) FROM tblUsr GROUP BY 1'],
  ['folk tracks released since 2020', "SELECT * FROM trk WHERE genre = 'folk' AND relDt >= '2020-01-01'"],
];

export const gymCases: Case[] = [
  ['studios by city', 'SELECT cty, COUNT(*) FROM Studios GROUP BY 1'],
  ['how many check-ins', 'SELECT COUNT(*) FROM chkins'],
  ['check ins by studio', 'SELECT studioNm, COUNT(*) FROM chkins JOIN Studios USING (studioNo) GROUP BY 1'],
  ['checkin per studio', 'SELECT studioNm, COUNT(*) FROM chkins JOIN Studios USING (studioNo) GROUP BY 1'],
  ['failed payments by method', "SELECT mthd, COUNT(*) FROM pmts WHERE pmtStat = 'failed' GROUP BY 1"],
  ['average payment amount', 'SELECT AVG(amt) FROM pmts'],
  ['total paid payments 2024', never],
  ['total payments 2024', asks],
  ['average hourly rate by specialty', 'SELECT spec, AVG(hrlyRate) FROM trnrs GROUP BY 1'],
  ['average monthly fee', 'SELECT AVG(mthlyFee) FROM PlanLU'],
  ['members by first name', 'SELECT fName, COUNT(*) FROM tblMbrs GROUP BY 1'],
];
