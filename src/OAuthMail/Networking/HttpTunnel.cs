using System.Text;

namespace OAuthMail.Networking;

/// <summary>Opens a tunnel with HTTP CONNECT (RFC 9110 section 9.3.6), without a login or with Basic authentication (RFC 7617).</summary>
internal sealed class HttpTunnel(MailProxy proxy, WireConnection connection) : ProxyTunnel(proxy, connection)
{
    private const int MaximumFields = 100;
    private const int MaximumInterimResponses = 5;

    protected override async Task RequestAsync(ProxyTarget target, CancellationToken cancellationToken)
    {
        var login = Proxy.Credentials;
        var request = new StringBuilder($"CONNECT {target.Authority} HTTP/1.1\r\nHost: {target.Authority}\r\n");
        if (login is not null)
        {
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.UserName}:{login.Password}"));
            Hide(login.Password);
            Hide(basic);
            request.Append("Proxy-Authorization: Basic ").Append(basic).Append("\r\n");
        }

        await WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i <= MaximumInterimResponses; i++)
        {
            var status = await ReadTextAsync(cancellationToken).ConfigureAwait(false);
            var code = ParseStatusCode(status);
            var challenges = await ReadChallengesAsync(cancellationToken).ConfigureAwait(false);
            if (code < 200) continue;
            if (code < 300) return;
            throw CreateRefusal(code, status, challenges, target, login is not null);
        }

        throw Fail(Problems.ProxyReplyInvalid, $"sent more than {MaximumInterimResponses} interim responses and no final response");
    }

    private int ParseStatusCode(string status)
    {
        // Example: "HTTP/1.1 200 Connection established". The reason phrase may be missing.
        if (status.StartsWith("HTTP/1.", StringComparison.Ordinal) && status.Length >= 12 && status[8] == ' '
            && (status.Length == 12 || status[12] == ' ') && WireText.TryReadNumber(status, 9, 3, out var code)
                && code >= 100) return (int)code;
        throw Fail(Problems.ProxyReplyInvalid, $"did not respond in HTTP/1.1: '{Shorten(status)}'");
    }

    /// <summary>Reads the header fields. A successful response to CONNECT has no content, even if a field specifies a length.</summary>
    private async Task<string> ReadChallengesAsync(CancellationToken cancellationToken)
    {
        const string name = "Proxy-Authenticate:";
        var challenges = new List<string>();
        for (var i = 0; i <= MaximumFields; i++)
        {
            var field = await ReadTextAsync(cancellationToken).ConfigureAwait(false);
            if (field.Length == 0) return Shorten(string.Join(", ", challenges));
            if (field.StartsWith(name, StringComparison.OrdinalIgnoreCase)) challenges.Add(field.Substring(name.Length).Trim());
        }

        throw Fail(Problems.ProxyReplyInvalid, $"sent more than {MaximumFields} header fields");
    }

    private WireException CreateRefusal(int code, string status, string challenges, ProxyTarget target, bool hasLogin)
    {
        var offersBasic = challenges.Length == 0 || challenges.Contains("Basic", StringComparison.OrdinalIgnoreCase);
        var problem = code switch
        {
            407 => hasLogin && offersBasic ? Problems.ProxyLoginRefused : Problems.ProxyLoginRequired,
            502 or 503 or 504 => Problems.ProxyCannotReachServer,
            _ => Problems.ProxyRefused,
        };
        var kinds = code == 407 && challenges.Length > 0 ? $"; it accepts these login methods: {challenges}" : "";
        return Fail(problem, $"did not connect to {target.Authority}: '{Shorten(status)}'{kinds}");
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : $"{text.Remove(200)}…";
}
