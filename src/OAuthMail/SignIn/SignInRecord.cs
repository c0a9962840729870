using System.Globalization;
using OAuthMail.Flows;
using OAuthMail.Storage;

namespace OAuthMail.SignIn;

/// <summary>A pending sign-in as it is stored, with everything that its completion needs.</summary>
internal sealed class SignInRecord
{
    /// <summary>The start of the keys of pending sign-ins.</summary>
    public const string KeyPrefix = KindOfKey + "-";

    /// <summary>The start of the keys of the records that refer to a pending sign-in.</summary>
    public const string CurrentKeyPrefix = KindOfCurrentKey + "-";

    private const string KindOfKey = "sign-in";
    private const string KindOfCurrentKey = "current-sign-in";
    private const string Kind = "signin.kind";
    private const string Current = "current";

    public string AccountKey { get; set; } = "";

    /// <summary>Gets or sets the name of the account, or <see langword="null"/> in records of earlier versions.</summary>
    public string? AccountName { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset BegunAt { get; set; }

    public string State { get; set; } = "";

    public string Verifier { get; set; } = "";

    public Uri? RedirectUri { get; set; }

    public DeviceAuthorization? Device { get; set; }

    /// <summary>Returns the token key of a state. The key is a hash, because it becomes a file name.</summary>
    public static TokenKey GetKey(string state) => TokenKey.Create(KindOfKey, state);

    /// <summary>
    /// Returns the key of the record that refers to the current pending sign-in of an account, so that the next sign-in finds it without
    /// listing the store.
    /// </summary>
    /// <param name="accountKey">The key of the account's consent.</param>
    /// <param name="redirectUri">The redirect URI, or <see langword="null"/> for a sign-in with a device code.</param>
    public static TokenKey GetCurrentKey(string accountKey, Uri? redirectUri) =>
        TokenKey.Create(KindOfCurrentKey, accountKey, redirectUri?.OriginalString);

    /// <summary>Creates the record that refers to this sign-in.</summary>
    public TokenRecord ToCurrentRecord() => new()
    {
        Properties = { [Kind] = Current, ["signin.state"] = State, ["signin.expires"] = RecordTime.Write(ExpiresAt) },
    };

    /// <summary>Returns the state to which a record refers, or <see langword="null"/> if it is another record.</summary>
    public static string? FindCurrentState(TokenRecord record) =>
        record.Properties.TryGetValue(Kind, out var kind) && kind == Current && TryGet(record.Properties, "signin.state", out var state)
            ? state
            : null;

    /// <summary>Returns when a record of a sign-in expires, or <see langword="null"/> if it is another record.</summary>
    public static DateTimeOffset? FindExpiration(TokenRecord record) =>
        record.Properties.ContainsKey(Kind) && RecordTime.TryRead(record, "signin.expires", out var expires) ? expires : null;

    public TokenRecord ToRecord()
    {
        var record = new TokenRecord();
        var properties = record.Properties;
        properties[Kind] = Device is null ? "code" : "device";
        properties["signin.account"] = AccountKey;
        if (AccountName is not null) properties["signin.name"] = AccountName;
        properties["signin.begun"] = RecordTime.Write(BegunAt);
        properties["signin.expires"] = RecordTime.Write(ExpiresAt);
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
            if (Device.VerificationUriComplete is { } complete) properties["signin.complete-uri"] = complete.OriginalString;
            properties["signin.interval"] = Device.Interval.TotalSeconds.ToString("R", CultureInfo.InvariantCulture);
        }

        return record;
    }

    /// <summary>Parses a record. Returns <see langword="null"/> if it is not a pending sign-in.</summary>
    public static SignInRecord? FromRecord(TokenRecord record)
    {
        var properties = record.Properties;
        if (!properties.TryGetValue(Kind, out var kind) || !TryGet(properties, "signin.account", out var account)
            || !TryGet(properties, "signin.state", out var state) || !RecordTime.TryRead(record, "signin.begun", out var begun)
            || !RecordTime.TryRead(record, "signin.expires", out var expires))
        {
            return null;
        }

        var pending = new SignInRecord { AccountKey = account, State = state, BegunAt = begun, ExpiresAt = expires };
        if (TryGet(properties, "signin.name", out var name)) pending.AccountName = name;
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

        var complete = TryGet(properties, "signin.complete-uri", out var text) && Uri.TryCreate(text, UriKind.Absolute, out var one)
            ? one
            : null;
        pending.Device = new DeviceAuthorization(device, user, verification, complete, expires, TimeSpan.FromSeconds(seconds));
        return pending;
    }

    private static bool TryGet(IDictionary<string, string> properties, string name, out string value) =>
        properties.TryGetValue(name, out value!) && value.Length > 0;
}
