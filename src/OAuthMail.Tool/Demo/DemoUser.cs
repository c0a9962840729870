namespace OAuthMail.Tool.Demo;

/// <summary>Acts as the user: opens the sign-in page, grants consent, follows the redirect, or enters the device code.</summary>
internal sealed class DemoUser(DemoWorld world)
{
    /// <summary>Signs in with a simulated browser on this machine, through the real loopback listener.</summary>
    public async Task<string> UseBrowserAsync(MailAccount account, CancellationToken cancellationToken)
    {
        var loopback = new LoopbackSignIn(new MailSignIn(account, world.Tokens, world.Http));
        var result = await loopback.RunAsync(OpenAsync, cancellationToken).ConfigureAwait(false);
        return $"{result.Identity} signed in";
    }

    /// <summary>Signs in with a device code.</summary>
    public async Task<string> UseDeviceAsync(MailAccount account, CancellationToken cancellationToken)
    {
        var signIn = new MailSignIn(account, world.Tokens, world.Http);
        var begun = await signIn.BeginWithDeviceCodeAsync(cancellationToken).ConfigureAwait(false);
        world.Host.AuthorizationServer.ApproveDevice(begun.UserCode, account.Address);
        var result = await signIn.CompleteWithDeviceCodeAsync(begun.Id, cancellationToken).ConfigureAwait(false);
        return $"{result.Identity} entered {begun.UserCode}";
    }

    private async Task OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        using var consent = await world.Browser.GetAsync(url, cancellationToken).ConfigureAwait(false);
        var redirect = consent.Headers.Location ?? throw new InvalidOperationException(
            $"The authorization server responded with status {(int)consent.StatusCode} instead of a redirect.");
        using var landed = await world.Browser.GetAsync(redirect, cancellationToken).ConfigureAwait(false);
        landed.EnsureSuccessStatusCode();
    }
}
