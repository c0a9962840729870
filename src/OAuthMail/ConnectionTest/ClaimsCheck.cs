using System.Text.Json;
using OAuthMail.Flows;
using OAuthMail.Providers;
using OAuthMail.Tokens;

namespace OAuthMail.ConnectionTest;

/// <summary>Compares the claims of a readable token with the server's requirements. Differences are warnings: the server decides.</summary>
internal sealed class ClaimsCheck
{
    private const string GraphId = "00000003-0000-0000-c000-000000000000";
    private const string GraphAddress = "https://graph.microsoft.com";
    private const string ExchangeId = "00000002-0000-0ff1-ce00-000000000000";

    /// <summary>Scopes of a user's consent that servers do not include in the token.</summary>
    private static readonly string[] CommonScopes = ["openid", "profile", "email", "offline_access"];

    private readonly MailAccount _account;
    private readonly MailProtocol _protocol;
    private readonly DateTimeOffset _now;
    private readonly JsonElement _claims;
    private readonly StepResult _result;
    private readonly List<string> _seen = [];

    private ClaimsCheck(MailAccount account, MailProtocol protocol, DateTimeOffset now, JsonElement claims, StepResult result)
    {
        _account = account;
        _protocol = protocol;
        _now = now;
        _claims = claims;
        _result = result;
    }

    public static void Run(MailAccount account, MailProtocol protocol, DateTimeOffset now, AccessToken token, StepResult result)
    {
        using var document = JwtPayload.TryRead(token.Value);
        if (document is null)
        {
            result.Skip("the token is opaque; only the server can read it");
            return;
        }

        var check = new ClaimsCheck(account, protocol, now, document.RootElement, result);
        check.CheckAudience();
        check.CheckPermission();
        check.CheckTenant();
        check.CheckUser();
        check.CheckLifetime();
        var seen = string.Join(", ", check._seen);
        result.Detail = result.Detail.Length == 0 ? seen : $"{seen}; {result.Detail}";
    }

    private MailProvider Provider => _account.GetProvider(_protocol);

    private void CheckAudience()
    {
        var audiences = Values("aud", separator: null);
        if (audiences.Count > 0) _seen.Add($"aud {string.Join(" ", audiences)}");
        var known = Provider.TokenAudiences;
        if (known.Count == 0 || audiences.Count == 0) return;
        var isExchange = !Provider.IsGraph && audiences.Contains(ExchangeId);
        if (isExchange || audiences.Any(audience => known.Any(name => SameAddress(name, audience)))) return;
        var isGraph = audiences.Any(audience => audience == GraphId || SameAddress(audience, GraphAddress));
        _result.Warn(isGraph ? Problems.TokenForGraph : Problems.TokenAudienceWrong, $"the server requires {string.Join(" or ", known)}");
    }

    private void CheckPermission()
    {
        var scopes = Values("scp", ' ').Concat(Values("scope", ' ')).ToList();
        var roles = Values("roles", separator: null);
        if (scopes.Count > 0) _seen.Add($"scope {string.Join(" ", scopes)}");
        if (roles.Count > 0) _seen.Add($"roles {string.Join(" ", roles)}");

        var flow = _account.GetFlow(_protocol);
        if (Provider.GetExpectedPermission(flow, _protocol) is not { } expected) return;
        var isRole = flow.IsForApplication();
        if (isRole && roles.Count == 0)
        {
            // In Exchange, an administrator can grant an application its permissions through RBAC. The token then contains no roles.
            _seen.Add("no roles; the permissions must come from role assignments on the server");
            return;
        }

        var granted = isRole ? roles : scopes;
        if (granted.Count == 0) return;
        var wanted = expected.Split(' ').Except(CommonScopes).ToArray();
        if (wanted.Length == 0 || wanted.Any(permission => granted.Any(one => SamePermission(one, permission)))) return;
        _result.Warn(Problems.TokenPermissionMissing, $"the protocol requires {string.Join(" ", wanted)}");
    }

    private void CheckTenant()
    {
        if (JwtPayload.GetText(_claims, "tid") is not { } tenant) return;
        _seen.Add($"tenant {Show(tenant)}");
        var wanted = _account.GetRegistration(_protocol).TenantId;
        if (Guid.TryParse(wanted, out var id) && Guid.TryParse(tenant, out var actual) && id != actual)
        {
            _result.Warn(Problems.TokenOfAnotherTenant, $"the account's tenant is {wanted}");
        }
    }

    private void CheckUser()
    {
        string[] names = ["upn", "preferred_username", "unique_name", "email"];
        var users = names.Select(name => JwtPayload.GetText(_claims, name)).OfType<string>().Select(Show)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (users.Length == 0) return;
        _seen.Add($"user {string.Join(" ", users)}");
        var account = _account;
        if (!account.GetFlow(_protocol).IsForPerson())
        {
            // Some servers bind an application's token to one mailbox. Other names, such as 'service-account-alerts', identify the client.
            var mailboxes = users.Where(name => name.Contains('@')).ToArray();
            if (mailboxes.Length > 0 && !mailboxes.Contains(account.Address, StringComparer.OrdinalIgnoreCase))
            {
                _result.Warn(Problems.TokenOfAnotherMailbox, $"the account's address is {account.Address}");
            }
            return;
        }
        var isListed = users.Contains(account.SignInName, StringComparer.OrdinalIgnoreCase);
        var isUnverified = string.Equals(IdToken.FindUnverifiedName(_claims), account.SignInName, StringComparison.OrdinalIgnoreCase);
        if (isListed && !isUnverified) return;
        _result.Warn(
            Problems.TokenOfAnotherUser,
            isListed
                ? $"the issuer did not verify the address {account.SignInName}"
                : $"the account's user is {account.SignInName}");
    }

    private void CheckLifetime()
    {
        if (Time("nbf") is { } begin && begin > _now)
        {
            _result.Warn(Problems.TokenExpired, $"the token is not valid before {begin.UtcDateTime:u}");
        }
        if (Time("exp") is not { } end) return;
        _seen.Add($"expires {end.UtcDateTime:u}");
        if (end <= _now) _result.Warn(Problems.TokenExpired, "the token has expired");
        else if (end - _now < Provider.MinimumTokenLifetime)
        {
            var minutes = Provider.MinimumTokenLifetime.TotalMinutes;
            _result.Warn(Problems.TokenEndsSoon, $"the server requires a remaining lifetime of {minutes:0} minutes");
        }
    }

    private DateTimeOffset? Time(string name)
    {
        const long last = 253402300799;
        if (JwtPayload.Get(_claims, name) is not { ValueKind: JsonValueKind.Number } value || !value.TryGetInt64(out var seconds))
        {
            return null;
        }
        return seconds is < 0 or > last ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    /// <summary>Returns the values of a claim that is a string, an array of strings, or a string with separators.</summary>
    private List<string> Values(string name, char? separator)
    {
        var values = new List<string>();
        if (JwtPayload.Get(_claims, name) is not { } claim) return values;
        if (claim.ValueKind == JsonValueKind.Array) values.AddRange(claim.EnumerateArray().Select(JwtPayload.GetText).OfType<string>());
        else if (JwtPayload.GetText(claim) is { } text)
        {
            values.AddRange(separator is { } one ? text.Split([one], StringSplitOptions.RemoveEmptyEntries) : [text]);
        }
        return values.ConvertAll(Show);
    }

    /// <summary>Returns text of a claim for the report, shortened and without control characters.</summary>
    private static string Show(string text) => SaslErrorChallenge.Visible(text, 200);

    private static bool SameAddress(string left, string right) =>
        string.Equals(left.TrimEnd('/'), right.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Compares scopes. Microsoft requires the resource's address in a requested scope and omits it in the token.</summary>
    private static bool SamePermission(string granted, string wanted)
    {
        if (SameAddress(granted, wanted)) return true;
        return wanted.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            && wanted.Substring(wanted.LastIndexOf('/') + 1) is { Length: > 0 } last
            && string.Equals(last, granted, StringComparison.OrdinalIgnoreCase);
    }
}
