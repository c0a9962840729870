using System.Text;

namespace OAuthMail.Networking;

/// <summary>HTTP CONNECT (RFC 9110 section 9.3.6), without a login or with Basic (RFC 7617).</summary>
internal sealed class HttpTunnel(MailProxy proxy, WireConnection connection) : ProxyTunnel(proxy, connection)
{
    private const int MostFields = 100;
    private const int MostInterimAnswers = 5;

    protected override async Task AskAsync(ProxyTarget target, CancellationToken cancellationToken)
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
        for (var i = 0; i <= MostInterimAnswers; i++)
        {
            var status = await ReadTextAsync(cancellationToken).ConfigureAwait(false);
            var code = ReadCode(status);
            var challenges = await ReadChallengesAsync(cancellationToken).ConfigureAwait(false);
            if (code < 200) continue;
            if (code < 300) return;
            throw Refuse(code, status, challenges, target, login is not null);
        }

        throw Fail(Problems.ProxyReplyInvalid, "answered that it is about to answer, and never did");
    }

    private int ReadCode(string status)
    {
        // "HTTP/1.1 200 Connection established"; the text at the end may be missing.
        if (status.StartsWith("HTTP/1.", StringComparison.Ordinal) && status.Length >= 12 && status[8] == ' '
            && (status.Length == 12 || status[12] == ' ') && WireText.TryReadNumber(status, 9, 3, out var code)
                && code >= 100) return (int)code;
        throw Fail(Problems.ProxyReplyInvalid, $"did not answer in HTTP/1.1: '{Shorten(status)}'");
    }

    /// <summary>Reads the fields up to the empty line; an answer to CONNECT that succeeds has no content, whatever they say.</summary>
    private async Task<string> ReadChallengesAsync(CancellationToken cancellationToken)
    {
        const string name = "Proxy-Authenticate:";
        var challenges = new List<string>();
        for (var i = 0; i <= MostFields; i++)
        {
            var field = await ReadTextAsync(cancellationToken).ConfigureAwait(false);
            if (field.Length == 0) return Shorten(string.Join(", ", challenges));
            if (field.StartsWith(name, StringComparison.OrdinalIgnoreCase)) challenges.Add(field.Substring(name.Length).Trim());
        }

        throw Fail(Problems.ProxyReplyInvalid, $"sent more than {MostFields} header fields");
    }

    private WireException Refuse(int code, string status, string challenges, ProxyTarget target, bool withLogin)
    {
        var offersBasic = challenges.Length == 0 || challenges.Contains("Basic", StringComparison.OrdinalIgnoreCase);
        var problem = code switch
        {
            407 => withLogin && offersBasic ? Problems.ProxyLoginRefused : Problems.ProxyLoginRequired,
            502 or 503 or 504 => Problems.ProxyCannotReachServer,
            _ => Problems.ProxyRefused,
        };
        var kinds = code == 407 && challenges.Length > 0 ? $"; it takes logins of these kinds: {challenges}" : "";
        return Fail(problem, $"did not connect to {target.Authority}: '{Shorten(status)}'{kinds}");
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : $"{text.Remove(200)}…";
}
