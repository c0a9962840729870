using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OAuthMail.AspNetCore.Links;

namespace OAuthMail.AspNetCore.Browser;

/// <summary>
/// Binds sign-ins to browsers with cookies. Each sign-in has its own cookie, so that several sign-ins can be pending in one browser.
/// </summary>
internal sealed class BrowserTickets(IDataProtectionProvider protection, TimeProvider clock)
{
    private const string TicketPrefix = "OAuthMail.SignIn.";
    private const string BrowserCookie = "OAuthMail.Browser";

    /// <summary>Servers limit the length of all headers. Users who begin one sign-in after the other must not exceed it.</summary>
    private const int MaximumTickets = 8;

    private const int MaximumStateLength = 256;

    private readonly IDataProtector _protector = protection.CreateProtector("OAuthMail.ConnectPage.SignIn.v1");

    /// <summary>Sends the cookie of a sign-in.</summary>
    public void Add(HttpContext context, string path, bool isHttps, BrowserTicket ticket)
    {
        RemoveOldest(context, path, isHttps);
        var name = NameOf(ticket.State);
        var options = CreateOptions(path, isHttps);
        options.MaxAge = ticket.ExpiresAt - clock.GetUtcNow();
        var json = JsonSerializer.Serialize(ticket);
        context.Response.Cookies.Append(name, _protector.Protect(json), options);
    }

    /// <summary>Returns the ticket of a state, or <see langword="null"/> if the sign-in did not begin in this browser.</summary>
    public BrowserTicket? Find(HttpContext context, string state)
    {
        if (state.Length is 0 or > MaximumStateLength || context.Request.Cookies[NameOf(state)] is not { } text) return null;
        return Read(text) is { } ticket && Secrets.AreEqual(ticket.State, state) && clock.GetUtcNow() < ticket.ExpiresAt ? ticket : null;
    }

    /// <summary>Returns a secret that only this browser knows, and creates it if necessary.</summary>
    public static string GetOrAddBrowser(HttpContext context, string path, bool isHttps)
    {
        if (FindBrowser(context) is { } known) return known;
        var secret = Secrets.Create();
        context.Response.Cookies.Append(BrowserCookie, secret, CreateOptions(path, isHttps));
        return secret;
    }

    /// <summary>Returns the secret of this browser, or <see langword="null"/> if it has none.</summary>
    public static string? FindBrowser(HttpContext context) =>
        context.Request.Cookies[BrowserCookie] is { Length: > 0 and <= MaximumStateLength } secret ? secret : null;

    private static CookieOptions CreateOptions(string path, bool isHttps) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Secure = isHttps,
        // The provider redirects from another site.
        SameSite = SameSiteMode.Lax,
        Path = path,
    };

    private static string NameOf(string state) =>
        TicketPrefix + WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.UTF8.GetBytes(state)), 0, 9);

    private void RemoveOldest(HttpContext context, string path, bool isHttps)
    {
        var cookies = context.Request.Cookies.Where(cookie => cookie.Key.StartsWith(TicketPrefix, StringComparison.Ordinal)).ToList();
        if (cookies.Count < MaximumTickets) return;
        var oldest = cookies.OrderBy(cookie => Read(cookie.Value)?.ExpiresAt ?? DateTimeOffset.MinValue)
            .Take(cookies.Count - MaximumTickets + 1);
        foreach (var cookie in oldest) context.Response.Cookies.Delete(cookie.Key, CreateOptions(path, isHttps));
    }

    private BrowserTicket? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<BrowserTicket>(_protector.Unprotect(text));
        }
        catch (Exception damaged) when (damaged is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }
}
