using System.Net;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.Tests.Errors;

/// <summary>
/// All error codes of Microsoft Entra that a mail program can receive, with the expected kind and problem.
/// </summary>
public class EntraErrorTableTests
{
    private const ProblemKind SignIn = ProblemKind.SignInRequired;
    private const ProblemKind Policy = ProblemKind.Policy;
    private const ProblemKind Configuration = ProblemKind.Configuration;
    private const ProblemKind Transient = ProblemKind.Transient;

    public static TheoryData<ProblemKind, string, int[]> Table => new()
    {
        // A user must sign in.
        { SignIn, "interaction-required", [50076, 50079, 50072, 50074, 50078, 50158, 50058, 50140, 50199, 9002341, 700020, 50139] },
        { SignIn, "refresh-token-refused", [50173, 50132, 50133, 50085, 50089, 70008, 700082, 70000] },
        { SignIn, "sign-in-frequency", [70043] },
        { SignIn, "consent-required", [65001, 65004] },
        { SignIn, "managed-device-required", [50097, 50187, 50155] },
        { SignIn, "password-change-required", [50055, 50144, 50135] },
        { Configuration, "single-page-client", [700084] },

        // An administrator must act, or the user must act at Microsoft.

        {
            Policy,
            "sign-in-blocked",
            [53003, 530032, 530034, 530035, 53000, 53001, 53002, 53004, 53010, 53011, 500021, 500022, 50002, 500212, 500213, 50131]
        },
        { Policy, "user-not-admitted", [50105, 50020, 50034, 51004, 16000, 50014, 90072, 50053, 50057] },
        { Configuration, "password-refused", [50126, 50056] },
        { Policy, "admin-consent-required", [90094, 90095, 90093, 90099] },
        { Policy, "application-disabled", [1000031, 70001, 7000112] },
        { Policy, "on-premises-sign-in-failed", [80001, 80007, 80010, 80012, 80013] },
        { Policy, "authorization-server-failed", [90036, 90092, 40008] },

        // The registration or the request is wrong.
        { Configuration, "client-unknown", [700016, 700011] },
        { Configuration, "client-secret-wrong", [7000215, 70002] },
        { Configuration, "client-secret-expired", [7000222] },
        { Configuration, "client-kind-wrong", [7000218, 700025] },
        { Configuration, "clock-wrong", [700024] },
        { Configuration, "federated-credential-refused", [70021, 700211, 700212, 700213, 7002138] },
        { Configuration, "client-assertion-refused", [700027, 700030, 50012, 50013, 500133, 50027] },
        { Configuration, "client-not-ones-own", [65002] },
        { Configuration, "tenant-unknown", [90002, 90038, 900382, 900432, 90043] },
        { Configuration, "tenant-required", [50194, 90019, 50059, 50128, 9001023, 90124, 90130, 9002332, 500208, 500207, 700005] },
        { Configuration, "resource-unknown", [500011, 50001, 650052, 650053] },
        { Configuration, "permission-missing", [650054, 65005, 650056, 650057] },
        { Configuration, "scope-refused", [70011, 28000, 700022, 28002, 28003, 700023, 1002012] },
        { Configuration, "redirect-address-refused", [50011, 900971, 500113, 70004] },
        { Configuration, "grant-refused", [50147, 501491, 501481, 54005] },

        {
            Configuration,
            "request-refused",
            [90027, 70003, 70005, 70007, 700054, 900144, 9002313, 90014, 90013, 90023, 90100, 90056, 900561, 901002, 100007, 90117, 90121]
        },

        // The error is temporary.

        {
            Transient,
            "authorization-server-busy",
            [50033, 50087, 90006, 90012, 90024, 90033, 90090, 40010, 80002, 80005, 80014, 50000, 70012, 90055, 50088]
        },
        { Transient, "request-loop", [50196] },

        // The error belongs to a sign-in with a device code.
        { Transient, "sign-in-pending", [70016] },
        { SignIn, "device-code-expired", [70019] },
        { SignIn, "device-code-refused", [70018, 50134, 90119, 90120] },
        { Policy, "access-denied", [70020] },
    };

    /// <summary>The code decides, independent of the standard error and the status.</summary>
    [Theory]
    [MemberData(nameof(Table))]
    public void Code_maps_to_a_problem(ProblemKind kind, string code, int[] numbers)
    {
        foreach (var number in numbers)
        {
            foreach (
                var (error, status) in new[] { ("invalid_grant", HttpStatusCode.BadRequest), (
                    "invalid_grant", HttpStatusCode.ServiceUnavailable) })
            {
                var problem = TokenErrorCatalogue.Find(
                    status, new TokenError { Error = error, Codes = [number], Description = "A text that may change." }, isRefresh: true);
                Assert.Equal((number, kind, code), (number, problem.Kind, problem.Code));
            }

            // Only for 70000 does the standard error decide.
            if (number == 70000) continue;
            Assert.Equal(
                (number, code),
                (
                    number,
                    TokenErrorCatalogue.Find(
                        HttpStatusCode.InternalServerError, new TokenError { Error = "server_error", Codes = [number] },
                        isRefresh: true).Code));
        }
    }

    [Theory]
    [InlineData("AADSTS70000: User account is found to be in service abuse mode.", null, "account-restricted")]
    [InlineData("AADSTS70000: User account is found to be in service abuse mode.", "bad_token", "account-restricted")]
    [InlineData("AADSTS70000: The request was denied because one or more scopes requested are unauthorized or expired.", null, "scope-refused")]
    [InlineData("AADSTS70000: The request was denied because one or more scopes requested are unauthorized or expired.", "bad_token", "refresh-token-refused")]
    [InlineData("AADSTS70000: Provided grant is invalid or malformed.", "bad_token", "refresh-token-refused")]
    [InlineData("AADSTS70000: An unknown text.", null, "refresh-token-refused")]
    [InlineData(null, null, "refresh-token-refused")]
    public void Code_70000_has_three_meanings(string? text, string? subcode, string expected) => Assert.Equal(
        expected,
        TokenErrorCatalogue.Find(
            HttpStatusCode.BadRequest, new TokenError { Error = "invalid_grant", Codes = [70000], Description = text, Subcode = subcode },
            isRefresh: true).Code);

    [Theory]
    [InlineData(50173)]
    [InlineData(7000215)]
    [InlineData(90033)]
    public void Description_does_not_override_other_codes(int code)
    {
        var plain = TokenErrorCatalogue.Find(
            HttpStatusCode.BadRequest, new TokenError { Error = "invalid_grant", Codes = [code] }, isRefresh: true);
        foreach (
            var text in new[] { "service abuse mode", "one or more scopes requested are unauthorized or expired", "AADSTS65001: consent" })
        {
            Assert.Equal(
                plain,
                TokenErrorCatalogue.Find(
                    HttpStatusCode.BadRequest,
                    new TokenError { Error = "invalid_grant", Codes = [code], Description = text, Subcode = "message_only" },
                    isRefresh: true));
        }
    }

    [Theory]
    [InlineData("basic_action", "interaction-required")]
    [InlineData("additional_action", "interaction-required")]
    [InlineData("consent_required", "consent-required")]
    [InlineData("user_password_expired", "password-change-required")]
    [InlineData("device_authentication_failed", "managed-device-required")]
    [InlineData("bad_token", "refresh-token-refused")]
    [InlineData("token_expired", "refresh-token-refused")]
    [InlineData("client_mismatch", "refresh-token-refused")]
    [InlineData("message_only", "sign-in-blocked")]
    [InlineData("protection_policy_required", "sign-in-blocked")]
    [InlineData("invalid_rapt", "sign-in-frequency")]
    [InlineData("rapt_required", "sign-in-frequency")]
    [InlineData("something_new", "refresh-token-refused")]
    public void Suberror_decides_for_an_unknown_code(string subcode, string expected)
    {
        Assert.Equal(
            expected,
            TokenErrorCatalogue.Find(
                HttpStatusCode.BadRequest, new TokenError { Error = "invalid_grant", Codes = [123456], Subcode = subcode },
                isRefresh: true).Code);
        Assert.Equal(
            "client-refused",
            TokenErrorCatalogue.Find(
                HttpStatusCode.BadRequest, new TokenError { Error = "invalid_client", Codes = [123456], Subcode = subcode },
                isRefresh: true).Code);
    }

    [Theory]
    [InlineData("AADSTS65004: User declined to consent.", "consent-required")]
    [InlineData("AADSTS53003", "sign-in-blocked")]
    [InlineData("AADSTS99999999999999999999: ?", "access-denied")]
    [InlineData("Said AADSTS53003", "access-denied")]
    public void Code_in_a_redirect_is_read_from_the_description(string text, string expected) =>
        Assert.Equal(
            expected,
            TokenErrorCatalogue.Find(
                HttpStatusCode.BadRequest, new TokenError { Error = "access_denied", Description = text }, isRefresh: false).Code);

    [Theory]
    [InlineData("invalid_grant", 65001, "admin-consent-required")]
    [InlineData("consent_required", 0, "admin-consent-required")]
    [InlineData("invalid_grant", 50076, "sign-in-blocked")]
    [InlineData("interaction_required", 0, "sign-in-blocked")]
    [InlineData("invalid_client", 7000215, "client-secret-wrong")]
    public void Applications_never_require_a_user(string error, int code, string expected)
    {
        var problem = TokenErrorCatalogue.Find(
            HttpStatusCode.BadRequest, new TokenError { Error = error, Codes = code == 0 ? [] : [code] }, isRefresh: false,
            isApplication: true);
        Assert.Equal(expected, problem.Code);
        Assert.NotEqual(SignIn, problem.Kind);
    }
}
