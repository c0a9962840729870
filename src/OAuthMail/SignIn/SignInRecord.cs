using System.Globalization;
using OAuthMail.Flows;
using OAuthMail.Storage;

namespace OAuthMail.SignIn;

/// <summary>A sign-in that was begun: what its completion needs, in the form in which a store keeps it.</summary>
internal sealed class SignInRecord
{
    private const string Kind = "signin.kind";

    public string AccountKey { get; set; } = "";

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset BegunAt { get; set; }

    public string State { get; set; } = "";

    public string Verifier { get; set; } = "";

    public Uri? RedirectUri { get; set; }

    public DeviceAuthorization? Device { get; set; }

    /// <summary>Where it is kept. The state itself is not in the key, which is a file's name.</summary>
    public static TokenKey GetKey(string state) => TokenKey.Create("sign-in", state);

    public TokenRecord ToRecord()
    {
        var record = new TokenRecord();
        var properties = record.Properties;
        properties[Kind] = Device is null ? "code" : "device";
        properties["signin.account"] = AccountKey;
        properties["signin.begun"] = Write(BegunAt);
        properties["signin.expires"] = Write(ExpiresAt);
        properties["signin.state"] = State;
        if (Device is null)
        {
            properties["signin.verifier"] = Verifier;
            properties["signin.redirect"] = RedirectUri!.OriginalString;
        }
        else
        {
            properties["signin.device"] = Device.DeviceCode;
            properties["signin.user"] = Device.UserCode;
            properties["signin.uri"] = Device.VerificationUri.OriginalString;
            properties["signin.interval"] = Device.Interval.TotalSeconds.ToString("R", CultureInfo.InvariantCulture);
        }

        return record;
    }

    /// <summary>Reads a record; null where it is no pending sign-in.</summary>
    public static SignInRecord? FromRecord(TokenRecord record)
    {
        var properties = record.Properties;
        if (!properties.TryGetValue(Kind, out var kind) || !TryGet(properties, "signin.account", out var account)
            || !TryGet(properties, "signin.state", out var state) || !TryRead(properties, "signin.begun", out var begun)
            || !TryRead(properties, "signin.expires", out var expires))
        {
            return null;
        }

        var pending = new SignInRecord { AccountKey = account, State = state, BegunAt = begun, ExpiresAt = expires };
        if (kind == "code")
        {
            if (!TryGet(properties, "signin.verifier", out var verifier) || !TryGet(properties, "signin.redirect", out var redirect)
                || !Uri.TryCreate(redirect, UriKind.Absolute, out var redirectUri))
            {
                return null;
            }

            pending.Verifier = verifier;
            pending.RedirectUri = redirectUri;
            return pending;
        }

        if (!TryGet(properties, "signin.device", out var device) || !TryGet(properties, "signin.user", out var user)
            || !TryGet(properties, "signin.uri", out var uri) || !Uri.TryCreate(uri, UriKind.Absolute, out var verification)
            || !TryGet(properties, "signin.interval", out var interval)
            || !double.TryParse(interval, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                || seconds is not (> 0 and < 3600))
        {
            return null;
        }

        pending.Device = new DeviceAuthorization(device, user, verification, null, expires, TimeSpan.FromSeconds(seconds));
        return pending;
    }

    private static bool TryGet(IDictionary<string, string> properties, string name, out string value) =>
        properties.TryGetValue(name, out value!) && value.Length > 0;

    private static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private static bool TryRead(IDictionary<string, string> properties, string name, out DateTimeOffset time)
    {
        time = default;
        return properties.TryGetValue(name, out var text)
            && DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }
}
