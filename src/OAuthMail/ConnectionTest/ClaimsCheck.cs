using System.Text.Json;
using OAuthMail.Providers;
using OAuthMail.Tokens;

namespace OAuthMail.ConnectionTest;

/// <summary>Holds a readable token's claims against what the server needs. It only warns: the server decides.</summary>
internal sealed class ClaimsCheck
{
    private const string GraphId = "00000003-0000-0000-c000-000000000000";
    private const string GraphAddress = "https://graph.microsoft.com";
    private const string ExchangeId = "00000002-0000-0ff1-ce00-000000000000";

    /// <summary>Scopes of a person's consent that servers do not put into the token.</summary>
    private static readonly string[] CommonScopes = ["openid", "profile", "email", "offline_access"];

    private readonly AttemptContext _context;
    private readonly JsonElement _claims;
    private readonly StepNotes _notes;
    private readonly List<string> _seen = [];

    private ClaimsCheck(AttemptContext context, JsonElement claims, StepNotes notes)
    {
        _context = context;
        _claims = claims;
        _notes = notes;
    }

    public static void Run(AttemptContext context, AccessToken token, StepNotes notes)
    {
        using var document = JwtPayload.TryRead(token.Value);
        if (document is null)
        {
            notes.Skip("the token is opaque: only the server can read it");
            return;
        }

        var check = new ClaimsCheck(context, document.RootElement, notes);
        check.CheckAudience();
        check.CheckPermission();
        check.CheckTenant();
        check.CheckUser();
        check.CheckLifetime();
        var seen = string.Join(", ", check._seen);
        notes.Detail = notes.Detail.Length == 0 ? seen : $"{seen}; {notes.Detail}";
    }

    private bool IsForPerson => _context.Account.GetFlow(_context.Protocol).IsForPerson();

    private void CheckAudience()
    {
        var audiences = Values("aud", separator: null);
        if (audiences.Count > 0) _seen.Add($"aud {string.Join(" ", audiences)}");
        var known = _context.Provider.TokenAudiences;
        if (known.Count == 0 || audiences.Count == 0) return;
        if (audiences.Any(audience => audience == ExchangeId || known.Any(name => SameAddress(name, audience)))) return;
        var isGraph = audiences.Any(audience => audience == GraphId || SameAddress(audience, GraphAddress));
        _notes.Warn(isGraph ? Problems.TokenForGraph : Problems.TokenAudienceWrong, $"the server wants {string.Join(" or ", known)}");
    }

    private void CheckPermission()
    {
        var scopes = Values("scp", ' ').Concat(Values("scope", ' ')).ToList();
        var roles = Values("roles", separator: null);
        if (scopes.Count > 0) _seen.Add($"scope {string.Join(" ", scopes)}");
        if (roles.Count > 0) _seen.Add($"roles {string.Join(" ", roles)}");

        var flow = _context.Account.GetFlow(_context.Protocol);
        if (_context.Provider.GetExpectedPermission(flow, _context.Protocol) is not { } expected) return;
        var isRole = flow.IsForApplication();
        if (isRole && roles.Count == 0)
        {
            // Exchange can give an application its rights by RBAC, which no token shows.
            _seen.Add("no roles, so the rights must come from the server's own role assignments");
            return;
        }

        var granted = isRole ? roles : scopes;
        if (granted.Count == 0) return;
        var wanted = expected.Split(' ').Except(CommonScopes).ToArray();
        if (wanted.Length == 0 || wanted.Any(permission => granted.Any(one => SamePermission(one, permission)))) return;
        _notes.Warn(Problems.TokenPermissionMissing, $"the protocol needs {string.Join(" ", wanted)}");
    }

    private void CheckTenant()
    {
        if (JwtPayload.GetText(_claims, "tid") is not { } tenant) return;
        _seen.Add($"tenant {Show(tenant)}");
        var wanted = _context.Account.GetRegistration(_context.Protocol).TenantId;
        if (Guid.TryParse(wanted, out var id) && Guid.TryParse(tenant, out var actual) && id != actual)
        {
            _notes.Warn(Problems.TokenOfAnotherTenant, $"the account's tenant is {wanted}");
        }
    }

    private void CheckUser()
    {
        string[] names = ["upn", "preferred_username", "unique_name", "email"];
        var users = names.Select(name => JwtPayload.GetText(_claims, name)).OfType<string>().Select(Show)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (users.Length == 0) return;
        _seen.Add($"user {string.Join(" ", users)}");
        var account = _context.Account;
        if (!IsForPerson || users.Contains(account.SignInName, StringComparer.OrdinalIgnoreCase)) return;
        _notes.Warn(Problems.TokenOfAnotherUser, $"{account.SignInName} should sign in");
    }

    private void CheckLifetime()
    {
        var now = _context.Tester.TimeProvider.GetUtcNow();
        if (Time("nbf") is { } begin && begin > now) _notes.Warn(Problems.TokenExpired, $"it begins only at {begin.UtcDateTime:u}");
        if (Time("exp") is not { } end) return;
        _seen.Add($"ends {end.UtcDateTime:u}");
        if (end <= now) _notes.Warn(Problems.TokenExpired, "it has ended");
        else if (end - now < _context.Provider.MinimumTokenLifetime)
        {
            _notes.Warn(
                Problems.TokenEndsSoon, $"the server wants {_context.Provider.MinimumTokenLifetime.TotalMinutes:0} minutes to be left");
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

    /// <summary>A claim that is one text, a list of texts, or one text with a list in it.</summary>
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

    /// <summary>Claims are shown: their text must not move the cursor or fill the screen.</summary>
    private static string Show(string text) => SaslErrorChallenge.Visible(text, 200);

    private static bool SameAddress(string left, string right) =>
        string.Equals(left.TrimEnd('/'), right.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Microsoft asks for a scope with the resource's address and puts it into the token without.</summary>
    private static bool SamePermission(string granted, string wanted)
    {
        if (SameAddress(granted, wanted)) return true;
        return wanted.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            && wanted.Substring(wanted.LastIndexOf('/') + 1) is { Length: > 0 } last
            && string.Equals(last, granted, StringComparison.OrdinalIgnoreCase);
    }
}
