using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Reliability.Workers;
using OAuthMail.Testing;

namespace OAuthMail.EntityFrameworkCore.Reliability.Outbox;

/// <summary>
/// Adds messages while processes send them and are killed: before or after any of their database commands, while the mail server is at a
/// stage of a message, and at random times. No message may be lost or sent twice. A message whose transaction is rolled back is not sent.
/// </summary>
internal sealed class OutboxKillRun
{
    /// <summary>
    /// The maximum number of unknown outcomes in each round: of at most two processes, the transfers that are recorded in advance, and one
    /// for each of three connections.
    /// </summary>
    private const int MaximumUnknown = 2 * (12 + 3);

    private static readonly MailStage[] Stages = [MailStage.AuthMiddle, MailStage.Data, MailStage.DataEnd, MailStage.DataTaken];

    private readonly Random _random = new(Seed: 1);
    private readonly HashSet<string> _committed = [];
    private readonly HashSet<string> _rolledBack = [];
    private WorkerProcess[] _processes = [];

    public int Instances { get; init; } = 3;

    public int Times { get; init; } = 1000;

    /// <summary>Starts the run, and writes its figures.</summary>
    /// <returns>Whether it succeeded.</returns>
    public async Task<bool> RunAsync()
    {
        await using var servers = await OutboxServers.StartAsync();
        var watch = Stopwatch.StartNew();
        _processes = [.. Enumerable.Range(0, Instances).Select(_ => WorkerProcess.Start("outbox-process", servers.Settings()))];
        using var adding = new CancellationTokenSource();
        var adder = Task.Run(() => AddAsync(servers, adding.Token));
        for (var i = 0; i < Times; i++)
        {
            await KillAsync(servers, i % 3, _random.Next(Instances));
            if (i % 100 == 99) Console.WriteLine($"  {i + 1} kills, {watch.Elapsed.TotalMinutes:N1} min");
        }

        await adding.CancelAsync();
        await adder;
        await WaitUntilSettledAsync(servers);
        foreach (var process in _processes)
        {
            await process.KillAsync();
            process.Dispose();
        }

        return await ReportAsync(servers, watch.Elapsed);
    }

    private async Task KillAsync(OutboxServers servers, int mode, int victim)
    {
        var diesAt = 0;
        switch (mode)
        {
            case 0:
                // The process that replaces the victim of an earlier kill kills itself.
                await ReplaceAsync(servers, victim, 0);
                diesAt = 1 + _random.Next(80);
                break;
            case 1:
                var gate = new MailGate();
                servers.Mail.Smtp.Faults.At(Stages[_random.Next(Stages.Length)], MailFault.Hold(gate));
                await Task.WhenAny(gate.Reached, Task.Delay(TimeSpan.FromSeconds(3)));
                await ReplaceAsync(servers, victim, 0);
                gate.Open();
                return;
            default:
                await Task.Delay(_random.Next(500));
                break;
        }

        await ReplaceAsync(servers, victim, diesAt);
        if (diesAt > 0) await _processes[victim].WaitForExitAsync(TimeSpan.FromSeconds(15));
    }

    private async Task ReplaceAsync(OutboxServers servers, int victim, int diesAt)
    {
        await _processes[victim].KillAsync();
        _processes[victim].Dispose();
        _processes[victim] = WorkerProcess.Start("outbox-process", servers.Settings(diesAt, _random.Next(2) == 0));
        if (diesAt == 0) await _processes[victim].ExpectAsync("ready");
    }

    /// <summary>Keeps some messages waiting. Each tenth transaction is rolled back.</summary>
    private async Task AddAsync(OutboxServers servers, CancellationToken cancellationToken)
    {
        using var application = OutboxProcess.Build(servers.Settings(), options => options.SendsMessages = false);
        for (var number = 0; !cancellationToken.IsCancellationRequested; number++)
        {
            await using var context = servers.CreateDbContext();
            if (await context.MailOutbox.CountAsync(row => row.State == MailOutboxState.Waiting, CancellationToken.None) > 60)
            {
                await Task.Delay(20, CancellationToken.None);
                continue;
            }

            await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
            var outbox = OutboxProcess.GetOutbox(application).For(context);
            var ids = new List<string>();
            for (var i = 0; i < 5; i++)
            {
                using var message = OutboxServers.NewMessage($"{number}-{i}");
                await outbox.EnqueueAsync(OutboxProcess.AccountName, message, CancellationToken.None);
                ids.Add(message.MessageId!);
            }

            await context.SaveChangesAsync(CancellationToken.None);
            if (number % 10 == 9) await transaction.RollbackAsync(CancellationToken.None);
            else await transaction.CommitAsync(CancellationToken.None);
            (number % 10 == 9 ? _rolledBack : _committed).UnionWith(ids);
        }
    }

    private static async Task WaitUntilSettledAsync(OutboxServers servers)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var context = servers.CreateDbContext();
        while (await context.MailOutbox.AnyAsync(row => row.State == MailOutboxState.Waiting || row.State == MailOutboxState.Claimed
            || row.State == MailOutboxState.Sending, limit.Token))
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private async Task<bool> ReportAsync(OutboxServers servers, TimeSpan elapsed)
    {
        await using var context = servers.CreateDbContext();
        var rows = await context.MailOutbox.AsNoTracking().Select(row => new { row.MessageId, row.State }).ToListAsync();
        var arrived = servers.CountArrived();
        var twice = arrived.Values.Count(count => count > 1);
        var sent = rows.Where(row => row.State == MailOutboxState.Sent).Select(row => row.MessageId).ToHashSet();
        var unknown = rows.Where(row => row.State == MailOutboxState.Unknown).Select(row => row.MessageId).ToHashSet();
        var missing = rows.Count(row => row.State is not (MailOutboxState.Sent or MailOutboxState.Unknown))
            + _committed.Count(id => !sent.Contains(id) && !unknown.Contains(id)) + sent.Count(id => !arrived.ContainsKey(id));
        var wrong = arrived.Keys.Count(id => _rolledBack.Contains(id) || !_committed.Contains(id));
        Console.WriteLine($"""
            processes          {Instances}, {Times} kills
            elapsed            {elapsed.TotalSeconds:N0} s
            committed          {_committed.Count}
            sent               {sent.Count}
            unknown            {unknown.Count}, of which {unknown.Count(arrived.ContainsKey)} arrived
            lost               {missing}
            sent twice         {twice}
            rolled back        {_rolledBack.Count}, of which {wrong} arrived
            """);
        return missing == 0 && twice == 0 && wrong == 0 && sent.Count > 0 && unknown.Count <= Times * MaximumUnknown;
    }
}
