using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace OAuthMail.Testing.Browser;

/// <summary>Does what a browser does during a sign-in: follows the redirect, or submits the form.</summary>
internal static partial class TestBrowser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<string> OpenAsync(TestCertificateAuthority authority, Uri request, CancellationToken cancellationToken)
    {
        using var http = authority.CreateHttpClient();
        using var response = await http.GetAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Headers.Location is { } location)
        {
            return await SendAsync(
                http, () => new HttpRequestMessage(HttpMethod.Get, new Uri(request, location)), cancellationToken).ConfigureAwait(false);
        }

        var page = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (SubmittedForm().Match(page) is not { Success: true } form)
        {
            var text = WebUtility.HtmlDecode(Tag().Replace(page, " "));
            throw new InvalidOperationException(
                "The authorization server displays a page instead of an authorization response: " + Blank().Replace(text, " ").Trim());
        }

        var inputs = HiddenInput().Matches(form.Groups["inputs"].Value).ToDictionary(
            input => WebUtility.HtmlDecode(input.Groups["name"].Value), input => WebUtility.HtmlDecode(input.Groups["value"].Value));
        var action = new Uri(WebUtility.HtmlDecode(form.Groups["action"].Value));
        return await SendAsync(
            http,
            () => new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(inputs) },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string> SendAsync(HttpClient http, Func<HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var request = create();
            try
            {
                using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (IsRefused(e) && TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsRefused(HttpRequestException e) =>
        e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]*)\">(?<inputs>(<input type=\"hidden\"[^>]*>)+)<noscript>")]
    private static partial Regex SubmittedForm();

    [GeneratedRegex("name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex HiddenInput();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
