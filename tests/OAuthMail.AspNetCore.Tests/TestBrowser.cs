using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using OAuthMail.Testing;

namespace OAuthMail.AspNetCore.Tests;

/// <summary>A browser without JavaScript: keeps cookies, submits forms, and follows redirects as the test says.</summary>
internal sealed partial class TestBrowser : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _address;

    public TestBrowser(MailTestHost host, Uri address, string? user)
    {
        _address = address;
        var handler = new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = host.CertificateAuthority.ValidationCallback;
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            var isPublic = context.DnsEndPoint.Host == new Uri(ConnectWorld.PublicUrl).Host;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            var target = isPublic ? new DnsEndPoint(address.Host, address.Port) : context.DnsEndPoint;
            await socket.ConnectAsync(target, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        };
        _client = new HttpClient(handler);
        if (user is not null) _client.DefaultRequestHeaders.Add(HeaderAuthentication.Header, user);
    }

    public CookieContainer Cookies { get; } = new();

    public Task<TestPage> GetAsync(string path = ConnectWorld.Root) => SendAsync(new(HttpMethod.Get, new Uri(_address, path)));

    public Task<TestPage> GetAsync(Uri address) => SendAsync(new(HttpMethod.Get, address));

    /// <summary>Submits the form of a page that has an action and the given text, with the values of its hidden fields.</summary>
    public Task<TestPage> SubmitAsync(TestPage page, string button, params (string Name, string Value)[] more)
    {
        foreach (Match form in Form().Matches(page.Html))
        {
            if (!form.Groups["body"].Value.Contains($">{button}</button>", StringComparison.Ordinal)) continue;
            var fields = TestPage.FindHiddenFields(form.Groups["body"].Value);
            return PostAsync(new Uri(page.Address, WebUtility.HtmlDecode(form.Groups["action"].Value)), [.. fields, .. more]);
        }

        throw new InvalidOperationException($"The page has no button '{button}':\n{page.Html}");
    }

    public Task<TestPage> PostAsync(string path, params (string Name, string Value)[] fields) =>
        PostAsync(new Uri(_address, path), fields);

    private Task<TestPage> PostAsync(Uri address, (string Name, string Value)[] fields) => SendAsync(
        new(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        });

    /// <summary>Goes on to the provider, which answers at once, and returns the address to which it redirects.</summary>
    public async Task<Uri> SignInAtProviderAsync(TestPage page)
    {
        var answer = await GetAsync(page.Next ?? throw new InvalidOperationException($"The page does not go on:\n{page.Html}"));
        return answer.Location ?? throw new InvalidOperationException($"The provider does not redirect:\n{answer.Html}");
    }

    /// <summary>Opens the page of an account, presses a button, and returns the address to which the provider redirects.</summary>
    public async Task<Uri> BeginAsync(string account, string button = "Connect")
    {
        var page = await GetAsync($"{ConnectWorld.Root}/account?name={account}");
        return await SignInAtProviderAsync(await SubmitAsync(page, button));
    }

    /// <summary>Connects an account, and returns the last page.</summary>
    public async Task<TestPage> ConnectAsync(string account, string button = "Connect") =>
        await GetAsync(await BeginAsync(account, button));

    public void Dispose() => _client.Dispose();

    private async Task<TestPage> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _client.SendAsync(request);
            return new TestPage(response, await response.Content.ReadAsStringAsync());
        }
    }

    [GeneratedRegex("<form [^>]*action=\"(?<action>[^\"]*)\"[^>]*>(?<body>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Form();
}
