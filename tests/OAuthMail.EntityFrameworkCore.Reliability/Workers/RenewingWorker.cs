namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>Renews and writes continuously until the process is killed.</summary>
internal sealed class RenewingWorker(WorkerSettings settings)
{
    /// <summary>Runs the worker. It writes "renewing" after the first renewal.</summary>
    public async Task RunAsync()
    {
        using var shared = new SharedAccount(settings);
        await shared.Tokens.GetAccessTokenAsync(default(AccessTokenRequest).WithNewToken());
        Console.WriteLine("renewing");
        while (true) await shared.Tokens.GetAccessTokenAsync(default(AccessTokenRequest).WithNewToken());
    }
}
