using OAuthMail.EntityFrameworkCore.Reliability.Workers;

namespace OAuthMail.EntityFrameworkCore.Reliability.Runs;

/// <summary>A process is stopped while it holds a lease until the lease has expired and another process has renewed the token.</summary>
internal static class StopRun
{
    private const int LeaseSeconds = 2;

    /// <summary>Starts the run for each point, and writes the outcomes.</summary>
    /// <returns>Whether it succeeded.</returns>
    public static async Task<bool> RunAsync()
    {
        var succeeded = await RunAsync(StoppingWorker.BeforeReservation, TimeSpan.Zero, signIns: 0);
        succeeded &= await RunAsync(StoppingWorker.BeforeRequest, TimeSpan.Zero, signIns: 0);
        succeeded &= await RunAsync(StoppingWorker.AfterRequest, TimeSpan.Zero, signIns: 1);
        return succeeded & await RunAsync(StoppingWorker.AfterRequest, TimeSpan.FromMinutes(1), signIns: 0);
    }

    private static async Task<bool> RunAsync(string point, TimeSpan grace, int signIns)
    {
        await using var world = await World.StartAsync(TimeSpan.FromHours(1), LeaseSeconds, grace: grace);
        await world.SignInAsync();
        using var worker = WorkerProcess.Start("renew-and-stop", world.Settings() with { StopAt = point });
        await worker.ExpectAsync("stopping");
        var other = await DescribeAsync(() => world.RenewAsync());
        await worker.ContinueAsync();
        var outcome = await worker.ExpectAsync("outcome: ");
        var next = await worker.ExpectAsync("next: ");
        var required = 0;
        if (await DescribeAsync(() => world.RenewAsync()) == "sign-in-required" || other == "sign-in-required")
        {
            required++;
            await world.SignInAsync();
        }

        var last = await DescribeAsync(() => world.RenewAsync());
        var seen = await world.Authority.ObserveAsync();
        Console.WriteLine(
            $"{point}{(grace > TimeSpan.Zero ? ", the server accepts a used token for a minute" : "")}: the other process: {other}; "
            + $"the stopped one: {outcome}, {next}; presented twice {seen.Repeated}; sign-ins {required}; then {last}");
        return required == signIns && last == "token" && (signIns > 0 || grace > TimeSpan.Zero || seen.Repeated == 0);
    }

    private static async Task<string> DescribeAsync(Func<Task> renewAsync)
    {
        try
        {
            await renewAsync();
            return "token";
        }
        catch (SignInRequiredException)
        {
            return "sign-in-required";
        }
        catch (OAuthMailException failure)
        {
            return failure.Code;
        }
    }
}
