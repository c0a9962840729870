using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using OAuthMail.AspNetCore.Html;

namespace OAuthMail.AspNetCore.Pages;

/// <summary>A request to the connect page, and the addresses of its parts.</summary>
/// <param name="context">The request.</param>
/// <param name="root">The path of the connect page as it is in addresses, without a slash at its end.</param>
/// <param name="options">The options.</param>
/// <param name="antiforgery">Protects forms.</param>
internal sealed class PageRequest(HttpContext context, string root, ConnectPageOptions options, IAntiforgery antiforgery)
{
    public HttpContext Context => context;

    public ConnectPageOptions Options => options;

    public CancellationToken Aborted => context.RequestAborted;

    public HtmlWriter Html { get; } = new();

    /// <summary>Gets the path of the list, which is also the path of the cookies.</summary>
    public string Home => root.Length == 0 ? "/" : root;

    /// <summary>Gets scheme and host of the application.</summary>
    public string Origin => options.PublicUrl is { } url
        ? url.GetLeftPart(UriPartial.Authority)
        : $"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}";

    /// <summary>Gets a value that indicates whether browsers use HTTPS, also if a proxy in front of the application ends it.</summary>
    public bool IsHttps => context.Request.IsHttps || options.PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>Gets the redirect URI of sign-ins.</summary>
    public string RedirectUri => Origin + PathOf("callback");

    public string PathOf(string page) => $"{root}/{page}";

    public string PathOfAccount(string account, bool another = false)
    {
        var query = QueryString.Create("name", account);
        return PathOf("account") + (another ? query.Add("another", "1") : query).ToUriComponent();
    }

    public string PathOfLink(string secret, bool another = false) =>
        PathOf("link/" + Uri.EscapeDataString(secret)) + (another ? "?another=1" : "");

    /// <summary>Returns a field of the form, or an empty text if it is missing or repeated.</summary>
    public async Task<string> ReadFieldAsync(string name)
    {
        var form = await context.Request.ReadFormAsync(Aborted).ConfigureAwait(false);
        return form[name] is [{ } value] ? value : "";
    }

    /// <summary>Returns a parameter of the address, or an empty text if it is missing or repeated.</summary>
    public string ReadQuery(string name) => context.Request.Query[name] is [{ } value] ? value : "";

    /// <summary>Returns the protocol of the form, or <see langword="null"/> if it names none.</summary>
    public async Task<MailProtocol?> ReadProtocolAsync()
    {
        var name = await ReadFieldAsync("protocol").ConfigureAwait(false);
        return Enum.TryParse<MailProtocol>(name, out var protocol) && Enum.IsDefined(protocol) ? protocol : null;
    }

    /// <summary>Returns the field that proves that a form came from this page. Call it before the response begins.</summary>
    public AntiforgeryTokenSet GetFormProof() => antiforgery.GetAndStoreTokens(context);

    /// <summary>Sends what was written so far.</summary>
    public Task SendAsync() => context.Response.WriteAsync(Html.Take(), Aborted);

    /// <summary>Returns whether the browser shows the page at another address than the one to which a provider redirects.</summary>
    public bool IsAtOtherAddress([NotNullWhen(true)] out string? publicAddress)
    {
        var host = context.Request.Host.ToUriComponent();
        var isSame = options.PublicUrl is not { } url
            || (Uri.TryCreate($"{context.Request.Scheme}://{host}", UriKind.Absolute, out var own)
                && string.Equals(url.Authority, own.Authority, StringComparison.OrdinalIgnoreCase));
        publicAddress = isSame ? null : Origin + Home;
        return publicAddress is not null;
    }
}
