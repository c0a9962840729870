using OAuthMail.Errors;

namespace OAuthMail.Networking;

/// <summary>
/// Recognizes failures of the proxy between this machine and an authorization server. Their exceptions contain the proxy's address, with
/// the user name and the password that it may contain.
/// </summary>
internal static class HttpProxyFailures
{
    /// <summary>Returns the problem and what happened, or <see langword="null"/> if the proxy did not reject the request.</summary>
    /// <param name="failure">The exception of the HTTP client.</param>
    /// <param name="proxy">The proxy, or <see langword="null"/> if unknown.</param>
    public static (Problem Problem, string Detail)? Find(HttpRequestException failure, Uri? proxy)
    {
        if (FindStatus(failure) is not { } status) return null;
        proxy ??= FindAddress(failure.Message);
        var name = proxy is null ? "The proxy" : $"The proxy {proxy.Scheme}://{proxy.Authority}";
        var problem = status switch
        {
            407 => HasLogin(proxy) ? Problems.ProxyLoginRefused : Problems.ProxyLoginRequired,
            >= 500 => Problems.ProxyCannotReachServer,
            _ => Problems.ProxyRefused,
        };
        const string source = "Its address is in HTTPS_PROXY or in the proxy settings of the system or of the program's HTTP client.";
        return (problem, $"{name} rejected the connection with status {status}. {source}");
    }

    /// <summary>Returns whether a problem is that of a proxy that rejected a request, which the server then has not received.</summary>
    public static bool IsRejection(Problem problem) => problem == Problems.ProxyLoginRequired || problem == Problems.ProxyLoginRefused
        || problem == Problems.ProxyRefused || problem == Problems.ProxyCannotReachServer;

    /// <summary>Returns whether the proxy's address contains a user name.</summary>
    public static bool HasLogin(Uri? proxy) => proxy?.UserInfo.Length > 0;

    /// <summary>Returns the exception, or a stand-in if its text contains the password of a proxy.</summary>
    public static Exception Clean(Exception failure, Uri? proxy) => StandInException.Clean(failure, CreateRedactor(failure, proxy));

    /// <summary>Removes the password of a proxy from a text of an exception.</summary>
    public static string Clean(string text, Exception failure, Uri? proxy) =>
        ForeignText.Clean(CreateRedactor(failure, proxy).Clean(text), 1000);

    private static Redactor CreateRedactor(Exception failure, Uri? proxy)
    {
        var redactor = new Redactor();
        Add(redactor, proxy);
        for (var cause = failure; cause is not null; cause = cause.InnerException) Add(redactor, FindAddress(cause.Message));
        return redactor;
    }

    private static void Add(Redactor redactor, Uri? proxy)
    {
        if (proxy is null || proxy.UserInfo.Length == 0) return;
        redactor.Add(proxy.UserInfo);
        redactor.Add(Uri.UnescapeDataString(proxy.UserInfo));
        var colon = proxy.UserInfo.IndexOf(':');
        if (colon < 0) return;
        var password = proxy.UserInfo.Substring(colon + 1);
        redactor.Add(password);
        redactor.Add(Uri.UnescapeDataString(password));
    }

    /// <summary>
    /// Returns the status of a proxy, from a message such as "The proxy tunnel request to proxy 'http://proxy:3128/' failed with status
    /// code '407'." or ".NET Framework's "(407) Proxy Authentication Required".
    /// </summary>
    private static int? FindStatus(HttpRequestException failure)
    {
#if NET
        if (failure.HttpRequestError != HttpRequestError.ProxyTunnelError) return null;
#endif
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (!cause.Message.Contains("proxy", StringComparison.OrdinalIgnoreCase)) continue;
            var text = cause.Message;
            for (var at = 0; at + 5 <= text.Length; at++)
            {
                if (text[at] is '\'' or '(' && text[at + 4] is '\'' or ')' && WireText.TryReadNumber(text, at + 1, 3, out var status))
                {
                    return (int)status;
                }
            }
        }

        return null;
    }

    /// <summary>Returns the address with a user name in a message, or <see langword="null"/> if there is none.</summary>
    private static Uri? FindAddress(string message)
    {
        var scheme = message.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return null;
        var begin = message.LastIndexOfAny([' ', '\'', '"'], scheme) + 1;
        var end = message.IndexOfAny([' ', '\'', '"'], scheme);
        var text = message.Substring(begin, (end < 0 ? message.Length : end) - begin);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;
    }
}
