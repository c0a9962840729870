using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace OAuthMail.AspNetCore.Tests.Chromium;

/// <summary>Headless Chromium, with one context for each user.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (ChromiumFactAttribute.Program is not { } program) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            // Root cannot use the sandbox.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a window without cookies.</summary>
    /// <param name="user">The role of the user, or <see langword="null"/> for a visitor.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="javaScript">Whether JavaScript is enabled.</param>
    internal async Task<IPage> OpenAsync(
        string? user = "MailAdmin", ColorScheme scheme = ColorScheme.Light, bool javaScript = true)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            IgnoreHTTPSErrors = true,
            ColorScheme = scheme,
            JavaScriptEnabled = javaScript,
            ViewportSize = new ViewportSize { Width = 1000, Height = 640 },
            ExtraHTTPHeaders = user is null ? [] : [KeyValuePair.Create(HeaderAuthentication.Header, user)],
        });
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }

    /// <summary>Checks a page with axe, which finds what hinders people with disabilities.</summary>
    internal static async Task CheckAsync(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions());
        Assert.Empty(result.Violations.Select(one =>
            $"{page.Url}: {one.Id}: {one.Help}: {string.Join(", ", one.Nodes.Select(node => node.Html))}"));
    }

}
