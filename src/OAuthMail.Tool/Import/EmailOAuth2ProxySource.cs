using System.Globalization;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Reads the configuration file of email-oauth2-proxy (https://github.com/simonrob/email-oauth2-proxy), whose tokens are encrypted with the
/// password that the mail program sends to the proxy.
/// </summary>
internal sealed class EmailOAuth2ProxySource : IImportSource
{
    private const int CurrentIterations = 1_200_000;
    private const int EarlierIterations = 100_000;

    /// <summary>More iterations would be a mistake or an attempt to keep this program busy.</summary>
    private const int MaximumIterations = 10_000_000;

    private const string WrongPassword =
        "Its tokens cannot be decrypted with this password. It is the password with which the mail program logs in to the proxy.";

    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

    public string Name => "email-oauth2-proxy";

    public string FileDescription => "emailproxy.config";

    public IReadOnlyList<ImportedAccount> Read(ImportRequest request)
    {
        var path = request.File ?? throw new UsageException("Name the file emailproxy.config.");
        var file = IniFile.Parse(SourceFile.ReadText(path), path);
        if (request.CacheFile is { } cache) file.Overlay(IniFile.Parse(SourceFile.ReadText(cache), cache));
        return [.. file.Sections.Where(IsAccount).Select(address => Read(file, address, path, request))];
    }

    // Sections such as [@example.com] are fallbacks, and have no mailbox.
    private static bool IsAccount(string section) =>
        section.Contains('@', StringComparison.Ordinal) && section[0] != '@';

    private static ImportedAccount Read(IniFile file, string address, string path, ImportRequest request)
    {
        var flow = ReadFlow(Get("oauth2_flow"));
        var account = new ImportedAccount
        {
            Address = address,
            Flow = flow ?? OAuthFlow.AuthorizationCode,
            ClientId = Get("client_id"),
            ClientSecret = Get("client_secret"),
            AuthorizationEndpoint = Get("permission_url"),
            TokenEndpoint = Get("token_url"),
            Scope = Get("oauth2_scope"),
            RedirectUri = Get("redirect_uri"),
            CertificateFile = FindFile(Get("jwt_certificate_path"), path),
            CertificateKeyFile = FindFile(Get("jwt_key_path"), path),
            Imap = FindServer(file, "IMAP"),
            Pop3 = FindServer(file, "POP"),
            Smtp = FindServer(file, "SMTP"),
        };
        if (flow is null)
        {
            return account with { Obstacle = $"The flow '{Get("oauth2_flow")}' is not supported: {NoFlow(Get("oauth2_flow"))}" };
        }

        if (flow == OAuthFlow.JwtBearer) return WithServiceAccount(account, path);
        var secret = Get("client_secret_encrypted");
        var refreshToken = account.HasSignIn ? Get("refresh_token") : null;
        return secret is null && refreshToken is null ? account : Decrypt(account, secret, refreshToken);

        string? Get(string key) =>
            file.Get(address, key) is { } value && !value.StartsWith("*** your", IgnoreCase) ? value : null;

        ImportedAccount Decrypt(ImportedAccount encrypted, string? secret, string? refreshToken)
        {
            if (Get("token_salt") is not { } saltText || !TryReadSalt(saltText, out var salt))
            {
                return encrypted with { Obstacle = "Its tokens are encrypted, but token_salt is missing or malformed." };
            }

            if (request.GetPassword(address) is not { } password)
            {
                return encrypted with { Obstacle = "Its tokens are encrypted, and no password was entered. Use --password-file." };
            }

            var counts = FindIterations(Get("token_iterations"));
            var openSecret = TryDecrypt(secret, password, salt, counts);
            var openToken = TryDecrypt(refreshToken, password, salt, counts);
            return (secret is null) != (openSecret is null) || (refreshToken is null) != (openToken is null)
                ? encrypted with { Obstacle = WrongPassword }
                : encrypted with { ClientSecret = openSecret ?? encrypted.ClientSecret, RefreshToken = openToken };
        }
    }

    /// <summary>Returns the numbers of iterations that versions of the proxy use, the file's own among them.</summary>
    private static int[] FindIterations(string? own) =>
        int.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MaximumIterations
            ? [.. new[] { count, CurrentIterations, EarlierIterations }.Distinct()]
            : [CurrentIterations, EarlierIterations];

    private static string? TryDecrypt(string? token, string password, byte[] salt, int[] counts) => token is null
        ? null
        : counts.Select(count => FernetToken.TryDecrypt(token, password, salt, count)).FirstOrDefault(text => text is not null);

    private static OAuthFlow? ReadFlow(string? flow) => flow?.ToLowerInvariant() switch
    {
        null or "authorization_code" => OAuthFlow.AuthorizationCode,
        "device" => OAuthFlow.DeviceCode,
        "client_credentials" => OAuthFlow.ClientCredentials,
        "service_account" => OAuthFlow.JwtBearer,
        _ => null,
    };

    private static string NoFlow(string? flow) => string.Equals(flow, "password", IgnoreCase)
        ? "the proxy does not store the user's password. Use AuthorizationCode or DeviceCode instead."
        : "the flows are authorization_code, device, client_credentials and service_account.";

    private static bool TryReadSalt(string text, out byte[] salt)
    {
        salt = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, salt, out var length)) return false;
        Array.Resize(ref salt, length);
        return length > 0;
    }

    /// <summary>Reads a service account, whose client id says whether the secret is a path or the key itself.</summary>
    private static ImportedAccount WithServiceAccount(ImportedAccount account, string path)
    {
        var service = account with { ClientId = null, ClientSecret = null, TokenEndpoint = null, AuthorizationEndpoint = null };
        return string.Equals(account.ClientId, "file", IgnoreCase) && account.ClientSecret is { } file
            ? service with { ServiceAccountKeyFile = FindFile(file, path) }
            : service with
            {
                Obstacle = "The key of its service account is inside the configuration file. Save it as a file, and set client_id = file "
                    + "and client_secret to its path.",
            };
    }

    /// <summary>Returns a path that may be relative to the configuration file.</summary>
    private static string? FindFile(string? path, string configuration) =>
        path is null || configuration == "-" ? path : Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(configuration))!);

    /// <summary>Returns the only server of a protocol. Several ones would have to be chosen by the user.</summary>
    private static string? FindServer(IniFile file, string protocol)
    {
        var servers = file.Sections.Where(name => name.StartsWith(protocol + "-", StringComparison.Ordinal))
            .Select(name => (Host: file.Get(name, "server_address"), Port: file.Get(name, "server_port"), Starts: Starts(file, name)))
            .Where(server => server.Host is not null && server.Port is not null)
            .Select(server => $"{(server.Starts ? "starttls" : "tls")}://{server.Host}:{server.Port}").Distinct().ToList();
        return servers is [var only] ? only : null;
    }

    private static bool Starts(IniFile file, string section) =>
        (file.Get(section, "server_starttls") ?? file.Get(section, "starttls"))?.ToLowerInvariant() is "true" or "yes" or "on" or "1";
}
