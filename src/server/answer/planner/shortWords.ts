// Short English words that stand in names as they are, and longer ones that are usually cut short there.
// Not here: what usual abbreviations mean (nameLexicon.ts), how a word is cut short (shortNames.ts).
import { abbreviations, genericColumnWords, synonymsOf } from './nameLexicon.ts';
import { stemOf } from './tokens.ts';

const list = (text: string): string[] => text.trim().split(/\s+/);

const words = new Set(
  list(`act add aid aim air all ally and any arc arch arm army art ask atom aunt auto away axis baby back bad bag ball ban band bank bar barn
    bat bay bean bear beat bed bee beef beer bell belt bench bid big bike bill bin bird birth bit black block blog blood blow blue board boat
    body bolt bond book boot boss bot bowl box boy brain brand bread break brick brief bring broad brown bug bulk bull bus busy but buy
    call calm camp can cap car card cargo cart cash cast cat cell chain chair chart chat check chief child chip city civil claim clan class
    clay clean clear clerk click clip clock cloth cloud club coach coal coast coat cod coin cold color colour cook cool copy corn cost count court
    cover cow craft crash cream crew crop cross crowd cup cut cycle dad dam dark dash data day dead deal dealt dear debit debt deck deep
    deer den desk diary dig diet dirt dish disk doc dog doll door dot draft drain draw dress drill drink drop drug drum dry duct due dust duty
    each ear early earn earth east easy eat edit egg elder elect end enemy entry equal error essay even event exam exit extra eye face fact
    fair fall fan far farm fast fat fault fax fear feed feel few field fight file fill film final find fine firm first fish fit five fix flag
    flash flat fleet floor flow fluid fly fog food foot form fort forum found four frame fraud free fresh front fruit fuel full fun fund fur
    gain game gap gas gate gear germ get gift girl glass goal goat god gold golf good grain grand grant grass gray great green grid grip group grow
    guard guest gun guy gym habit hair half hall hand happy hard harm harp hat have head heart heat heavy height help hero high hill hint hit hobby hold
    hook hop host hot hotel hour human hunt ice icon idea image inch index info inn input iron item jam jazz jet jewel job join joint joy judge juice jump jury
    just keen keep kept key kick kid kill kind king kiss kit knee lab label labor lack lady lake lamp land lane large last law lay layer lead leaf lean
    leap learn left leg legal lemon lend lens level lid lift light limit line link lion lip list live load loan local lock log logic long look loop
    lord loss lot loud love low loyal luck lunch lung mad mail main major maker male mall man many map march mark market mass match math may meal mean meat
    media medal men menu merit metal meter mile milk mill mind miner minor mint miss mix model moon moral more motor mount mud music myth nail nation navy neat
    neck need nerve nest net new news next night noon north note novel nurse nut oak odd offer oil old one open oral orbit order organ other out oven over own
    owner pack page paid pain paint pair pan panel paper par park part pass past path paw pay peak peer pen per pet phone photo piano pick pig pilot pin pink pint
    pipe pit plan plane plant play plot plug plus poem poet point pool poor pop port post pot pound power press print prior pro proof pub pull pump punch pupil push put
    quick quiet quit quiz quota rack radar radio rail rain ran rank rapid rat raw ray reach read ready real rear red rent reply rest rich rid ring risk
    river road robot rock rod roll roof room root rough round row royal rub rug run rural rush sad safe sail salt sand saw scan scope score sea seal seat see
    seed seek self sell send senior sent set sex shaft shell shift ship shirt shock shoot shop short shot show shut sick sign silk sink sir sister sit site six skill skin skirt sky slip slot
    slow small smart smoke snow soap soft soil sold solid song sort soul sound soup south spa span speed spell spend spin spot staff start stay steel stem step
    stick stock stop storm story strip study suit sum sun sure swim sword tag tail talk tall tank tap tariff task tax tea team tear teen tell ten tent term
    test text than that thing tick tie tight till tin tip tire toll ton tool top torch total touch tour towel tower town toy track trade train tray tree trend trial
    tribe trick trip troop truck trust truth try tub tube turn twin two type ugly unit urban urn use user usual van vat venue verb very vet via visa visit
    vital vocal void vote wait walk wall want war ward warm wash wasp watch water wave wax way weak wear web week west wet what wheel when who wide win wind wing winter
    wish won wood wool word work world wrap yard yarn year yes yet young your youth zero zip zoo`),
);

export const isEnglishWord = (word: string): boolean => words.has(word) || words.has(stemOf(word));

/** Whether the word of a name is a word by itself: those that end in `e` nearly always are. */
export function isWholeWord(word: string): boolean {
  return (
    /e$/.test(word) ||
    words.has(word) ||
    genericColumnWords.has(word) ||
    synonymsOf(word) !== undefined ||
    Object.hasOwn(abbreviations, word)
  );
}

export const oftenCut: ReadonlySet<string> = new Set([
  ...Object.values(abbreviations).flatMap((meaning) => meaning.split(' ')),
  ...list(`abnormal absence active activity actual address adjustment admission agency agent alert amount analysis analyzer appointment approval
    assembly asset assignment attendance auditor average balance batch billing birth branch brand budget building bundle campaign cancel capacity
    card carrier category center centre channel charge clinic closing collection commission company component condition consultant contact container contract
    control correction cost counter country course courier credit currency customer damage dealer default defect delivery demand department deposit description
    detail device diagnosis director discharge discount dispatch district doctor document domestic driver duration education effective electricity employee employer
    encounter equipment error estimate event examination exchange expense expiry external facility failure faculty family feature field finance flag forecast freight
    function gender group header health hospital household import incident income industry information ingredient initial inspection inspector installation instance instrument
    insurance interest internal international invoice item journal language last lead length level license line list location lower machine maintenance manager manufacturer
    marital market material maximum measure measurement mechanic media medication member merchant message meter method minimum mobile model module month mortgage
    municipality nationality network notification number object occupation office operation operator opportunity option order organization origin outcome outlet package
    packaging pallet parameter parcel parking passenger patient payment percent percentage performance period permit person personal pharmacy phone physician
    picking plant platform player policy population portfolio position postal premium prescription previous price primary priority procedure process processing procurement
    producer product production professor profile profit program project promotion property provider province purchase purchasing quality quantity quarter question queue
    rating reason receipt received recipient record reference referral refund region registration relation release remaining rent repair report request requirement
    research reserve reserved resident resolution resource response responsible result return revenue review revision route salary sales sample schedule school
    season secondary section sector security segment selling semester sensor sequence serial series service session severity shelf shift shipment shipped shipping
    signal source special specialist specialty specimen speed staff standard state station statistic status stock storage store street student subject subscription subsidiary
    supervisor supplier supply surface survey switch symptom system target teacher technician term technology temperature terminal test ticket title tonnage total
    tracking trainer training transaction transfer transport treatment trip truck turnover unit university upper usage value variant vehicle vendor version vessel
    visit visitor vitamin volume voucher warehouse warranty weight width withdrawal worker workshop year`).map(stemOf),
]);

/** Whether databases often have the word cut short, so that three letters of it are no coincidence. */
export const isOftenCut = (word: string): boolean => oftenCut.has(word);
