using OAuthMail.EntityFrameworkCore.Reliability.Workers;

namespace OAuthMail.EntityFrameworkCore.Reliability.Runs;

/// <summary>Repeatedly kills processes at random times while they renew. After each kill, another process renews the same token.</summary>
internal sealed class KillRun
{
    private const int LeaseSeconds = 2;

    private int _kills;
    private int _signIns;
    private int _other;

    public int Times { get; init; } = 500;

    public int Accounts { get; init; } = 8;

    /// <summary>Starts the run, and writes its figures.</summary>
    /// <returns>Whether it succeeded.</returns>
    public async Task<bool> RunAsync()
    {
        await using var world = await World.StartAsync(TimeSpan.FromHours(1), LeaseSeconds);
        for (var account = 1; account <= Accounts; account++) world.Authority.AddClient($"desktop-{account}");
        await Task.WhenAll(Enumerable.Range(1, Accounts).Select(account => RunAsync(world, account)));
        var seen = await world.Authority.ObserveQuietAsync();
        Console.WriteLine($"""
            kills              {_kills}
            renewals           {seen.Exchanged}
            sign-ins required  {_signIns}, after a kill between the server's answer and the write
            presented twice    {seen.Repeated}
            other failures     {_other}
            """);
        return _other == 0 && seen.Repeated <= _signIns;
    }

    private async Task RunAsync(World world, int account)
    {
        var random = new Random(account);
        await world.SignInAsync(account);
        while (Interlocked.Increment(ref _kills) <= Times)
        {
            using (var worker = WorkerProcess.Start("renew", world.Settings(account)))
            {
                await worker.ExpectAsync("renewing");
                await Task.Delay(random.Next(200));
                await worker.KillAsync();
            }

            try
            {
                await world.RenewAsync(account);
            }
            catch (SignInRequiredException)
            {
                Interlocked.Increment(ref _signIns);
                await world.SignInAsync(account);
            }
            catch (OAuthMailException failure)
            {
                Console.WriteLine($"account {account}: {failure.Code}: {failure.Message}");
                Interlocked.Increment(ref _other);
            }
        }

        Interlocked.Decrement(ref _kills);
    }
}
