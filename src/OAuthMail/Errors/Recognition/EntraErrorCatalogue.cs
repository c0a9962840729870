using System.Globalization;

namespace OAuthMail.Errors.Recognition;

/// <summary>
/// The error codes of Microsoft Entra
/// (<see href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes">reference</see>). Microsoft states that texts
/// change, so only the numbers are used, except for codes with several meanings. The standard error code is used for a number that is
/// not listed.
/// </summary>
internal static class EntraErrorCatalogue
{
    /// <summary>An invalid grant, for one of several reasons that only the text distinguishes.</summary>
    private const int InvalidGrant = 70000;

    /// <summary>Invalid credentials of the client. Older texts continue with the code of the reason.</summary>
    private const int InvalidClient = 70002;

    /// <summary>A client that is disabled, or in older texts one that does not exist.</summary>
    private const int Unauthorized = 70001;

    /// <summary>Credentials of the client that were rejected.</summary>
    private const int AssertionRefused = 50012;

    /// <summary>An assertion that is used too early or too late, or is malformed.</summary>
    private const int AssertionTime = 500133;

    /// <summary>An account that is not in the tenant, or a session that has ended.</summary>
    private const int AccountNotInTenant = 16000;

    /// <summary>A device code that the user declined, or that has expired.</summary>
    private const int Declined = 70020;

    /// <summary>A missing parameter, which the text names.</summary>
    private const int ParameterMissing = 900144;

    private static readonly Dictionary<int, Problem> Rows = Build(
        (Problems.ClientSecretWrong, [7000215, 70002]),
        (Problems.TlsVersionRefused, [1002016]),
        (Problems.ClientSecretExpired, [7000222]),
        (Problems.ClientUnknown, [700016, 700011]),
        (Problems.ClientNotOnesOwn, [65002]),
        (
            Problems.TenantUnknown,
            [
                90002, 90038, 900382, 900439, 900432, 90043, 900023, 50049, 900021, 9001040, 900384, 1000104,
                90051, 50169,
            ]),
        (
            Problems.TenantRequired,
            [
                9001023, 9002331, 50194, 9002332, 90019, 50059, 50128, 90124, 90130, 500208, 500207, 700005, 90126,
                7000012,
            ]),
        (Problems.ClientKindWrong, [700025, 7000218, 7000216]),
        (Problems.SinglePageClient, [700084, 9002325, 9002326, 9002327]),
        (
            Problems.ClientAssertionRefused,
            [
                700027, 700030, 1000502, 7000219, 50012, 50013, 500133, 50027, 50099, 5000212, 50017, 50048, 50006,
                50032, 220501, 500131, 7000217,
            ]),
        (Problems.ClockWrong, [700024]),
        (
            Problems.FederatedCredentialRefused,
            [
                70021, 700211, 700212, 700213, 700214, 700222, 700223, 700229, 7000272, 700238, 7002138,
            ]),
        (Problems.TenantBlocked, [5000224, 5000225, 500014]),
        (Problems.AdminConsentRequired, [90094, 90095, 90099, 90093, 7000229]),
        (Problems.PermissionMissing, [650054, 650056, 650057, 65005]),
        (Problems.ApplicationDisabled, [70001, 7000112, 1000031]),
        (
            Problems.SignInBlocked,
            [
                53003, 53000, 53001, 53002, 53004, 53010, 53011, 530032, 530034, 530035, 500021, 500022, 50002,
                500212, 500213, 50131, 530021, 530031, 530033, 53009, 53012, 9001011, 50005, 50161, 50170, 53008,
                530004, 53013,
            ]),
        (
            Problems.UserNotAdmitted,
            [
                50105, 50020, 50034, 51004, 16000, 50014, 90072, 50053, 50057, 50177, 50178, 500200, 51001, 51000,
                500571, 16003, 90084, 90125, 54000, 501051, 500341, 120014, 120016,
            ]),
        (Problems.PasswordRefused, [50126, 50056, 50064]),
        (
            Problems.OnPremisesSignInFailed,
            [
                80001, 80007, 80010, 80012, 80013, 81004, 81005, 81006, 81007, 81009, 81010, 81011, 81012, 50180,
                120013,
            ]),
        (
            Problems.InteractionRequired,
            [
                50076, 50079, 50072, 50074, 50078, 50158, 9002341, 700020, 50139, 50058, 50140, 50199, 50125,
                500121, 50143, 40009, 40015, 16001, 16002, 160021, 50197, 51006, 90086, 130004, 130005, 130006,
                50015, 50136, 50168, 50192, 75011, 1000000, 1000002, 50114, 160012,
            ]),
        (Problems.ConsentRequired, [65001, 65004, 52004, 90008]),
        (
            Problems.PasswordChangeRequired,
            [
                50055, 50144, 50135, 50137, 50142, 120000, 120002, 120003, 120004, 120005, 120012, 120015, 120018,
                120020,
            ]),
        (
            Problems.ManagedDeviceRequired,
            [
                50097, 50187, 50155, 50127, 50129, 530003, 130007, 130008, 135010, 135011, 240001, 700003, 50186,
            ]),
        (
            Problems.RefreshTokenRefused,
            [
                50173, 50132, 50133, 50085, 50089, 70008, 70049, 700082, 700081, 700083, 70046,
            ]),
        (Problems.SignInFrequency, [70043, 70044]),
        (Problems.RequestLoop, [50196]),
        (Problems.ResourceUnknown, [500011, 50001, 650052, 650053, 50010, 501461, 221000, 650051, 650055, 650058]),
        (Problems.ClientNotAllowed, [7000114, 67003, 7000113]),
        (Problems.ScopeRefused, [90009, 70011, 28000, 700022, 28002, 28003, 700023, 1002012]),
        (Problems.GrantRefused, [54005, 50147, 50148, 501491, 501481, 90016, 240002]),
        (Problems.RedirectAddressRefused, [50011, 900971, 500113, 70004, 90102, 500112, 700009]),
        (
            Problems.RequestRefused,
            [
                70003, 70005, 70007, 700051, 700054, 900144, 9002313, 90014, 90013, 90023, 90100, 90056, 900561,
                901002, 90027, 100007, 90117, 90121, 90004, 90005, 90007, 90015, 90022, 90101, 90107, 90114,
                900236, 165900, 50050, 50061, 50068, 50070, 50071, 51005, 75001, 75003, 75005, 7500514, 750054,
                75008, 75016, 76021, 76026, 7500529, 90010, 90020, 140000, 140001, 165000, 220450, 9002344,
                7500525, 75002,
            ]),
        (Problems.DeviceCodeExpired, [70019]),
        (Problems.DeviceCodeRefused, [70018, 90119, 90120, 50134]),
        (Problems.SignInPending, [70016]),
        (Problems.AccessDenied, [70020, 90123]),
        (
            Problems.AuthorizationServerBusy,
            [
                50033, 50087, 50088, 50000, 70012, 90006, 90012, 90024, 90033, 90055, 90090, 40010, 80002, 80005,
                80014, 50166, 90091, 501621,
            ]),
        (
            Problems.AuthorizationServerFailed,
            [
                90036, 90092, 40008, 20001, 20012, 20033, 90061, 50008, 5000819, 50107, 50120, 50124, 501241,
                90081, 90082, 90085, 90087, 17003, 230109, 50003, 50007, 50029, 50042, 50043, 50086, 50146, 120008,
                120011, 120021, 5000811, 500031, 500082, 500089, 165004, 50116,
            ]));

    /// <summary>
    /// Returns the problem of the first code that is known. Two codes only say that the request was rejected, so others say more.
    /// </summary>
    public static Problem? Find(TokenError error)
    {
        var codes = error.Codes.Concat(ReadCodes(error.Description)).Distinct().OrderBy(code => code == InvalidGrant).ToList();
        foreach (var code in codes.Where(code => code != InvalidClient || codes.Count == 1))
        {
            if (FindByWords(code, error) is { } reason) return reason;
            if (Rows.TryGetValue(code, out var problem)) return problem;
            if (FindByFamily(code) is { } family) return family;
        }

        return error.Error is "invalid_grant" or "interaction_required" ? FindBySubcode(error.Subcode) : null;
    }

    /// <summary>Returns the problem of a code with several meanings by the words.</summary>
    private static Problem? FindByWords(int code, TokenError error) => code switch
    {
        ParameterMissing when error.Says("'scope'") => Problems.ScopeRefused,
        InvalidClient when error.Says("must include a 'client_secret'") => Problems.ClientKindWrong,
        Declined when error.Says("expired") => Problems.DeviceCodeExpired,
        Unauthorized when error.Says("was not found in the directory") => Problems.ClientUnknown,
        AssertionRefused when error.Says("client secret") => Problems.ClientSecretWrong,
        AssertionTime when error.Says("valid time range") => Problems.ClockWrong,
        AccountNotInTenant when error.Says("session is invalid") => Problems.InteractionRequired,
        InvalidGrant => ReadInvalidGrant(error),
        _ => null,
    };

    /// <summary>
    /// Codes that are not listed, by the codes around them: Conditional Access, federated credentials, agents on premises, the
    /// password, the device.
    /// </summary>
    private static Problem? FindByFamily(int code) => code switch
    {
        (>= 53000 and <= 53099) or (>= 530000 and <= 530999) => Problems.SignInBlocked,
        (>= 700210 and <= 700249) or (>= 7002100 and <= 7002149) => Problems.FederatedCredentialRefused,
        (>= 80000 and <= 80099) or (>= 81000 and <= 81099) => Problems.OnPremisesSignInFailed,
        >= 120000 and <= 120099 => Problems.PasswordChangeRequired,
        >= 135000 and <= 135099 => Problems.ManagedDeviceRequired,
        (>= 75000 and <= 75999) or (>= 7500000 and <= 7500999) => Problems.RequestRefused,
        _ => null,
    };

    /// <summary>The words that MSAL goes by (<c>suberror</c>), and Google's for the end of a session (<c>error_subtype</c>).</summary>
    private static Problem? FindBySubcode(string? subcode) => subcode switch
    {
        "basic_action" or "additional_action" => Problems.InteractionRequired,
        "consent_required" => Problems.ConsentRequired,
        "user_password_expired" => Problems.PasswordChangeRequired,
        "device_authentication_failed" => Problems.ManagedDeviceRequired,
        "bad_token" or "token_expired" or "client_mismatch" => Problems.RefreshTokenRefused,
        "message_only" or "protection_policy_required" => Problems.SignInBlocked,
        "invalid_rapt" or "rapt_required" => Problems.SignInFrequency,
        _ => null,
    };

    /// <summary>Returns what the words say, or <see langword="null"/> if the standard's error code decides.</summary>
    private static Problem? ReadInvalidGrant(TokenError error)
    {
        if (error.Says("service abuse mode")) return Problems.AccountRestricted;
        if (error.Says("'code' parameter", "authorization code is")) return Problems.GrantRefused;
        var isSpent = error.Subcode is "bad_token" or "token_expired";
        return !isSpent && error.Says("scopes requested are unauthorized or expired") ? Problems.ScopeRefused : null;
    }

    /// <summary>Returns the codes in a description that begins with one. Redirects contain no others.</summary>
    private static IEnumerable<int> ReadCodes(string? description)
    {
        const string prefix = "AADSTS";
        if (description?.StartsWith(prefix, StringComparison.Ordinal) != true) yield break;
        for (var at = 0; at >= 0; at = description.IndexOf(prefix, at + 1, StringComparison.Ordinal))
        {
            var end = at + prefix.Length;
            while (end < description.Length && description[end] is >= '0' and <= '9') end++;
            var digits = description.Substring(at + prefix.Length, end - at - prefix.Length);
            if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code)) yield return code;
        }
    }

    private static Dictionary<int, Problem> Build(params (Problem Problem, int[] Codes)[] groups)
    {
        var rows = new Dictionary<int, Problem>();
        foreach (var (problem, codes) in groups)
        {
            foreach (var code in codes) rows.Add(code, problem);
        }

        return rows;
    }
}
