namespace OAuthMail.Reliability.Workers;

/// <summary>Renews and writes continuously until the process is killed.</summary>
internal sealed class RenewingWorker(WorkerSettings settings)
{
    /// <summary>Runs the worker. It writes "renewing" after the first renewal.</summary>
    public async Task RunAsync()
    {
        using var shared = await SharedAccount.OpenAsync(settings);
        using var tokens = new MailTokens(new MailTokensOptions { Store = shared.Store });
        var flow = shared.Account.Incoming.CreateSource(shared.Account.Name, shared.Account.SignInName, shared.Http, TimeProvider.System);
        var provider = tokens.From(flow);
        await provider.GetAccessTokenAsync(await StoredToken.RefuseAsync(shared.Store, flow.GetKey(default)));
        Console.WriteLine("renewing");
        while (true) await provider.GetAccessTokenAsync(default(AccessTokenRequest).WithNewToken());
    }
}
