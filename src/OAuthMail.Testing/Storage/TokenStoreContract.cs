using OAuthMail.Storage;
using OAuthMail.Testing.Storage;
using Opening = System.Func<System.TimeSpan, System.Threading.Tasks.Task<OAuthMail.Storage.ITokenStore>>;

namespace OAuthMail.Testing;

/// <summary>
/// The requirements of <see cref="ITokenStore"/> as named cases, for authors of a token store. Run each of them with your test framework.
/// </summary>
public static class TokenStoreContract
{
    private const string OneHolder = "A lease must have one holder at a time.";

    private static readonly TimeSpan LongTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromMilliseconds(300);

    /// <summary>The time after which a wait that must not end is considered as still waiting.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets the cases.</summary>
    public static IReadOnlyList<TokenStoreContractCase> Cases { get; } = new (string Name, Func<Opening, Task> Run)[]
    {
        (nameof(Record_that_was_never_written_does_not_exist), Record_that_was_never_written_does_not_exist),
        (nameof(Record_is_read_as_it_was_written), Record_is_read_as_it_was_written),
        (nameof(Large_record_is_read_as_it_was_written), Large_record_is_read_as_it_was_written),
        (nameof(Changing_a_written_or_read_record_does_not_change_the_store), Changing_a_written_or_read_record_does_not_change_the_store),
        (nameof(Every_write_has_a_new_version_even_after_a_deletion), Every_write_has_a_new_version_even_after_a_deletion),
        (nameof(Deleting_a_missing_record_succeeds), Deleting_a_missing_record_succeeds),
        (nameof(Similar_keys_have_separate_records), Similar_keys_have_separate_records),
        (nameof(All_records_are_listed), All_records_are_listed),
        (nameof(Only_the_records_of_a_prefix_are_listed), Only_the_records_of_a_prefix_are_listed),
        (nameof(Reading_does_not_wait_for_the_lease), Reading_does_not_wait_for_the_lease),
        (nameof(Lease_has_one_holder_and_other_keys_are_free), Lease_has_one_holder_and_other_keys_are_free),
        (nameof(Released_lease_cannot_write), Released_lease_cannot_write),
        (nameof(Reservation_does_not_change_the_record), Reservation_does_not_change_the_record),
        (nameof(Canceled_wait_does_not_hold_the_lease), Canceled_wait_does_not_hold_the_lease),
        (nameof(Canceled_call_does_nothing), Canceled_call_does_nothing),
        (nameof(Wait_for_the_lease_times_out), Wait_for_the_lease_times_out),
        (nameof(Default_key_is_refused), Default_key_is_refused),
        (nameof(Concurrent_writers_lose_no_increment), Concurrent_writers_lose_no_increment),
    }.Select(one => new TokenStoreContractCase(one.Name, one.Run)).ToArray();

    private static TokenKey Key => ContractRecords.Key;

    private static async Task Record_that_was_never_written_does_not_exist(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        ContractCheck.That(await ReadAsync(store).ConfigureAwait(false) is null, "A record that was never written must be null.");
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            ContractCheck.That(lease.Current is null, "The lease of a record that was never written must have no current record.");
            ContractCheck.Equal(Key, lease.Key, "The key of the lease");
            ContractCheck.That(
                await ReadAsync(store).ConfigureAwait(false) is null, "A lease without a write must not create a record.");
        }

        ContractCheck.That(await ReadAsync(store).ConfigureAwait(false) is null, "A lease without a write must not create a record.");
        ContractCheck.Equal(0, (await ListAsync(store).ConfigureAwait(false)).Count, "The number of listed records");
    }

    private static async Task Record_is_read_as_it_was_written(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var record = ContractRecords.Full();
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        TokenStoreEntry written;
        await using (lease.ConfigureAwait(false))
        {
            written = await lease.WriteAsync(record).ConfigureAwait(false);
            ContractCheck.Equal(written.Version, lease.Current?.Version, "The version of the lease's current record");
        }

        foreach (var instance in new[] { store, await openAsync(LongTimeout).ConfigureAwait(false) })
        {
            var read = await ReadAsync(instance).ConfigureAwait(false);
            ContractCheck.Equal(written.Version, read?.Version, "The version that was read");
            ContractRecords.RequireEqual(record, read!.Record);
        }
    }

    private static async Task Large_record_is_read_as_it_was_written(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var record = ContractRecords.Full();
        record.Properties["cache"] = new string('é', 100_000);
        await WriteAsync(store, Key, record).ConfigureAwait(false);
        ContractRecords.RequireEqual(record, (await ReadAsync(store).ConfigureAwait(false))!.Record);
    }

    private static async Task Changing_a_written_or_read_record_does_not_change_the_store(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var record = ContractRecords.Full();
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            var written = await lease.WriteAsync(record).ConfigureAwait(false);
            record.AccessToken = "other";
            written.Record.AccessToken = "other";
        }

        (await ReadAsync(store).ConfigureAwait(false))!.Record.Properties.Clear();
        ContractRecords.RequireEqual(ContractRecords.Full(), (await ReadAsync(store).ConfigureAwait(false))!.Record);
    }

    private static async Task Every_write_has_a_new_version_even_after_a_deletion(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var versions = new HashSet<string>(StringComparer.Ordinal);
        const int rounds = 5;
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        for (var i = 0; i < rounds; i++)
        {
            versions.Add((await lease.WriteAsync(new TokenRecord()).ConfigureAwait(false)).Version);
            versions.Add((await lease.WriteAsync(new TokenRecord()).ConfigureAwait(false)).Version);
            await lease.DeleteAsync().ConfigureAwait(false);
            ContractCheck.That(lease.Current is null, "After a deletion, the lease must have no current record.");
        }

        ContractCheck.Equal(2 * rounds, versions.Count, "The number of different versions");
    }

    private static async Task Deleting_a_missing_record_succeeds(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            await lease.DeleteAsync().ConfigureAwait(false);
            await lease.WriteAsync(new TokenRecord()).ConfigureAwait(false);
            await lease.DeleteAsync().ConfigureAwait(false);
            ContractCheck.That(await ReadAsync(store).ConfigureAwait(false) is null, "A deleted record must not exist.");
        }

        ContractCheck.That(await ReadAsync(store).ConfigureAwait(false) is null, "A deleted record must not exist.");
    }

    private static async Task Similar_keys_have_separate_records(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var longest = new string('k', TokenKey.MaximumLength);
        string[] keys = ["a", "a-", "a_", "a.", "a-b", "a_b", "ab", "a.b", "0", longest, longest[1..]];
        foreach (var key in keys) await WriteAsync(store, new TokenKey(key), new TokenRecord { UserName = key }).ConfigureAwait(false);
        foreach (var key in keys)
        {
            var read = await store.ReadAsync(new TokenKey(key)).ConfigureAwait(false);
            ContractCheck.Equal(key, read?.Record.UserName, $"The user name of the record {key}");
        }
    }

    private static async Task All_records_are_listed(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        string[] names = ["a", "a.token", "b.lock", "nul", "com1.x", .. Enumerable.Range(0, 50).Select(i => $"many-{i}")];
        foreach (var name in names) await WriteAsync(store, new TokenKey(name), new TokenRecord { UserName = name }).ConfigureAwait(false);
        var held = await store.AcquireAsync(new TokenKey("without-record")).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            var listed = await ListAsync(store).ConfigureAwait(false);
            ContractCheck.That(
                listed.Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal)),
                $"All {names.Length} records must be listed once, and nothing else, but {listed.Count} were listed.");
        }
    }

    /// <summary>Applies to a store that implements <see cref="IPrefixTokenStore"/>.</summary>
    private static async Task Only_the_records_of_a_prefix_are_listed(Opening openAsync)
    {
        if (await openAsync(LongTimeout).ConfigureAwait(false) is not IPrefixTokenStore store) return;
        string[] names = ["sign-in-1", "sign-in-2", "sign-in", "sign-out-1", "sign.in-3", "a-sign-in-4", "sign-inz", "sign_in-5"];
        foreach (var name in names) await WriteAsync(store, new TokenKey(name), new TokenRecord { UserName = name }).ConfigureAwait(false);
        foreach (var prefix in (string[])["sign-in-", "sign-in", "sign", "Sign", "z", ""])
        {
            var listed = new List<string>();
            await foreach (var entry in store.ListAsync(prefix).ConfigureAwait(false)) listed.Add(entry.Record.UserName!);
            var expected = names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            ContractCheck.That(
                listed.Order(StringComparer.Ordinal).SequenceEqual(expected),
                $"The prefix '{prefix}' must list the records whose keys start with it, but it listed: {string.Join(", ", listed)}.");
        }
    }

    private static async Task Reading_does_not_wait_for_the_lease(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var other = await openAsync(LongTimeout).ConfigureAwait(false);
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        await lease.WriteAsync(ContractRecords.Full()).ConfigureAwait(false);
        var waiter = store.AcquireAsync(Key).AsTask();
        ContractCheck.That(await ReadAsync(store).ConfigureAwait(false) is not null, "A record must be readable under a lease.");
        ContractCheck.That(await ReadAsync(other).ConfigureAwait(false) is not null, "A record must be readable under a lease.");
        ContractCheck.That(!waiter.IsCompleted, OneHolder);
        await lease.DisposeAsync().ConfigureAwait(false);
        await (await waiter.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private static async Task Lease_has_one_holder_and_other_keys_are_free(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var other = await openAsync(LongTimeout).ConfigureAwait(false);
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        var waiters = new List<Task<ITokenLease>> { store.AcquireAsync(Key).AsTask(), other.AcquireAsync(Key).AsTask() };
        await (await other.AcquireAsync(new TokenKey("another")).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        await Task.Delay(Moment).ConfigureAwait(false);
        ContractCheck.That(waiters.TrueForAll(waiter => !waiter.IsCompleted), OneHolder);

        // Disposing twice must not release the lease of the next holder.
        lease.Dispose();
        lease.Dispose();
        while (waiters.Count > 0)
        {
            var first = await Task.WhenAny(waiters).ConfigureAwait(false);
            waiters.Remove(first);
            var held = await first.ConfigureAwait(false);
            lease.Dispose();
            await Task.Delay(Moment).ConfigureAwait(false);
            ContractCheck.That(waiters.TrueForAll(waiter => !waiter.IsCompleted), OneHolder);
            await held.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task Released_lease_cannot_write(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        await lease.DisposeAsync().ConfigureAwait(false);
        await ContractCheck.ThrowsAsync<ObjectDisposedException>(
            () => lease.WriteAsync(new TokenRecord()).AsTask(), "A write with a released lease").ConfigureAwait(false);
        await ContractCheck.ThrowsAsync<ObjectDisposedException>(
            () => lease.DeleteAsync().AsTask(), "A deletion with a released lease").ConfigureAwait(false);
        ContractCheck.That(!lease.Lost.IsCancellationRequested, "A lease that was released was not lost.");
        ContractCheck.That(await ReadAsync(store).ConfigureAwait(false) is null, "A released lease must not write.");
    }

    private static async Task Reservation_does_not_change_the_record(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        await WriteAsync(store, Key, ContractRecords.Full()).ConfigureAwait(false);
        for (var round = 0; round < 2; round++)
        {
            // The first reservation is not used, the second one is.
            var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
            await using var held = lease.ConfigureAwait(false);
            if (lease is not IReservingTokenLease reserving) return;
            var version = lease.Current!.Version;
            await reserving.ReserveAsync().ConfigureAwait(false);
            var read = await ReadAsync(store).ConfigureAwait(false);
            ContractCheck.Equal(version, read?.Version, "The version after a reservation");
            ContractRecords.RequireEqual(ContractRecords.Full(), read!.Record);
            if (round == 1) await lease.WriteAsync(ContractRecords.Full()).ConfigureAwait(false);
        }
    }

    private static async Task Canceled_wait_does_not_hold_the_lease(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var other = await openAsync(LongTimeout).ConfigureAwait(false);
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        var waiters = Enumerable.Range(0, 20)
            .Select(i => (i % 2 == 0 ? store : other).AcquireAsync(Key, cancellation.Token).AsTask()).ToList();
        await cancellation.CancelAsync().ConfigureAwait(false);
        foreach (var waiter in waiters)
        {
            var error = await ContractCheck.ThrowsAsync<OperationCanceledException>(() => waiter, "A canceled wait").ConfigureAwait(false);
            ContractCheck.Equal(cancellation.Token, error.CancellationToken, "The token of the exception");
        }

        await lease.DisposeAsync().ConfigureAwait(false);
        await (await other.AcquireAsync(Key).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        await (await store.AcquireAsync(Key).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private static async Task Canceled_call_does_nothing(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        var canceled = new CancellationToken(canceled: true);
        await ContractCheck.ThrowsAsync<OperationCanceledException>(
            () => store.ReadAsync(Key, canceled).AsTask(), "A canceled read").ConfigureAwait(false);
        await ContractCheck.ThrowsAsync<OperationCanceledException>(
            () => store.AcquireAsync(Key, canceled).AsTask(), "A canceled wait").ConfigureAwait(false);
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await ContractCheck.ThrowsAsync<OperationCanceledException>(
            () => lease.WriteAsync(new TokenRecord(), canceled).AsTask(), "A canceled write").ConfigureAwait(false);
        await ContractCheck.ThrowsAsync<OperationCanceledException>(
            () => lease.DeleteAsync(canceled).AsTask(), "A canceled deletion").ConfigureAwait(false);
        ContractCheck.That(await ReadAsync(store).ConfigureAwait(false) is null, "A canceled write must not write.");
    }

    private static async Task Wait_for_the_lease_times_out(Opening openAsync)
    {
        // The holder must not time out on a slow machine.
        var store = await openAsync(ShortTimeout).ConfigureAwait(false);
        var holder = await openAsync(LongTimeout).ConfigureAwait(false);
        var lease = await holder.AcquireAsync(Key).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var error = await ContractCheck.ThrowsAsync<TokenStoreException>(
            () => store.AcquireAsync(Key).AsTask(), "A wait beyond the lease time-out").ConfigureAwait(false);
        ContractCheck.Equal(Problems.TokenLeaseTimeout.Code, error.Problem.Code, "The code of the problem");
    }

    private static async Task Default_key_is_refused(Opening openAsync)
    {
        var store = await openAsync(LongTimeout).ConfigureAwait(false);
        await ContractCheck.ThrowsAsync<ArgumentException>(
            () => store.ReadAsync(default).AsTask(), "Reading the default key").ConfigureAwait(false);
        await ContractCheck.ThrowsAsync<ArgumentException>(
            () => store.AcquireAsync(default).AsTask(), "Acquiring the lease of the default key").ConfigureAwait(false);
    }

    private static async Task Concurrent_writers_lose_no_increment(Opening openAsync)
    {
        const int writers = 16;
        const int increments = 10;
        var stores = new[] { await openAsync(LongTimeout).ConfigureAwait(false), await openAsync(LongTimeout).ConfigureAwait(false) };
        await Task.WhenAll(Enumerable.Range(0, writers).Select(number => Task.Run(async () =>
        {
            for (var i = 0; i < increments; i++)
            {
                await ContractRecords.IncrementAsync(stores[number % stores.Length]).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        var record = (await ReadAsync(stores[0]).ConfigureAwait(false))!.Record;
        ContractCheck.Equal(writers * increments, ContractRecords.CountOf(record), "The number of increments");
    }

    private static ValueTask<TokenStoreEntry?> ReadAsync(ITokenStore store) => store.ReadAsync(Key);

    private static async Task WriteAsync(ITokenStore store, TokenKey key, TokenRecord record)
    {
        var lease = await store.AcquireAsync(key).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.WriteAsync(record).ConfigureAwait(false);
    }

    private static async Task<List<string>> ListAsync(ITokenStore store)
    {
        var listed = new List<string>();
        await foreach (var entry in store.ListAsync().ConfigureAwait(false)) listed.Add(entry.Record.UserName ?? entry.Key.Value);
        return listed;
    }
}
