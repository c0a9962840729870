using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OAuthMail.EntityFrameworkCore.Database;
using OAuthMail.EntityFrameworkCore.Model;

namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>
/// The statements of the token store. Each is a single statement in its own transaction, so that a transaction pooler, a restart of the
/// database and a provider's automatic retry do no harm: a repeated statement finds its own effect. <see cref="DateTime.UtcNow"/> in a
/// query is the database's clock.
/// </summary>
internal sealed class TokenTable(DatabaseAccess database, TimeSpan leaseDuration)
{
    /// <summary>The row that describes the table. It is no token key, because those start with a letter or a digit.</summary>
    private const string Description = ".store";

    private const int PageSize = 200;
    private const int MaximumAttempts = 3;

    private readonly double _leaseSeconds = leaseDuration.TotalSeconds;

    /// <summary>Opens a context for the end of a renewal.</summary>
    /// <exception cref="TokenStoreException">The context cannot be created.</exception>
    public ContextHandle Open(string key) => database.Open($"Recording the renewal of {key}");

    /// <summary>Uses one context for all statements, which must not run at the same time.</summary>
    public TokenTable With(DbContext context) => new(database.With(context), TimeSpan.FromSeconds(_leaseSeconds));

    /// <summary>Reads a record.</summary>
    public Task<StoredRow?> ReadAsync(string key, CancellationToken cancellationToken) => database.RunAsync(
        $"Reading the record {key}",
        (context, cancellation) => Rows(context).Where(row => row.Key == key)
            .Select(row => new StoredRow(row.Key, row.Version, row.Data, row.SchemaVersion)).SingleOrDefaultAsync(cancellation),
        cancellationToken);

    /// <summary>Reads the next records of a prefix in the order of the primary key.</summary>
    /// <param name="prefix">The prefix of the keys, which may be empty.</param>
    /// <param name="after">The last key of the previous page, or <see langword="null"/> for the first page.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<List<StoredRow>> ReadPageAsync(string prefix, string? after, CancellationToken cancellationToken)
    {
        // Token keys are ASCII, of which '~' is the last character that is not a control character, and no key contains it.
        var start = after ?? (prefix.Length == 0 ? "0" : prefix);
        var end = prefix + "~";
#pragma warning disable CA1309 // Entity Framework translates no ordinal comparison. The column contains bytes, which the database compares.
        return database.RunAsync(
            "Listing the records",
            (context, cancellation) => Rows(context)
                .Where(row => string.Compare(row.Key, start) >= 0 && string.Compare(row.Key, end) < 0)
                .Where(row => row.Data != null && (after == null || row.Key != after))
                .OrderBy(row => row.Key).Take(PageSize)
                .Select(row => new StoredRow(row.Key, row.Version, row.Data, row.SchemaVersion)).ToListAsync(cancellation),
            cancellationToken);
#pragma warning restore CA1309
    }

    /// <summary>Reads who may write a record.</summary>
    public Task<RowState?> FindStateAsync(string key, CancellationToken cancellationToken) => database.RunAsync(
        $"Reading the lease on {key}",
        (context, cancellation) => Rows(context).Where(row => row.Key == key)
            .Select(row => new RowState(
                row.Version, row.LeaseOwner, row.RenewalOwner, row.SchemaVersion,
                row.LeaseOwner == null || row.LeaseExpiresAt == null || row.LeaseExpiresAt < DateTime.UtcNow))
            .SingleOrDefaultAsync(cancellation),
        cancellationToken);

    /// <summary>Adds a row without a record and without a lease, unless it exists.</summary>
    public Task AddAsync(string key, byte[]? data, CancellationToken cancellationToken) => database.RunAsync(
        $"Adding a row for {key}",
        async (context, cancellation) =>
        {
            for (var attempt = 1; ; attempt++)
            {
                context.Add(new MailTokenRow { Key = key, Data = data, SchemaVersion = MailTokenRowConfiguration.SchemaVersion });
                try
                {
                    return await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
                }
                catch (DbUpdateException failure)
                {
                    // Providers report a duplicate in different ways. Another process may have added the row, and deleted it since.
                    context.ChangeTracker.Clear();
                    if (await Rows(context).AnyAsync(row => row.Key == key, cancellation).ConfigureAwait(false)) return 0;
                    if (attempt == MaximumAttempts || failure.InnerException is not DbException) throw;
                }
            }
        },
        cancellationToken);

    /// <summary>Takes the lease if it is free, has expired, or already belongs to this owner.</summary>
    /// <param name="key">The key.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="unfinished">
    /// The renewal of another owner that has begun, has not ended, and may be disregarded; or <see langword="null"/> for none.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation, which may be done nevertheless.</param>
    /// <returns>Whether the lease was taken.</returns>
    public Task<bool> TakeAsync(string key, Guid owner, Guid? unfinished, CancellationToken cancellationToken) => ChangeAsync(
        $"Acquiring the lease on {key}",
        (rows, cancellation) => rows
            .Where(row => row.Key == key && row.SchemaVersion <= MailTokenRowConfiguration.SchemaVersion)
            .Where(row => row.LeaseOwner == null || row.LeaseOwner == owner || row.LeaseExpiresAt == null
                || row.LeaseExpiresAt < DateTime.UtcNow)
            .Where(row => row.RenewalOwner == null || row.RenewalOwner == owner || row.RenewalOwner == unfinished)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.LeaseOwner, owner)
                    .SetProperty(row => row.LeaseExpiresAt, row => DateTime.UtcNow.AddSeconds(_leaseSeconds))
                    .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
                cancellation),
        cancellationToken);

    /// <summary>Extends the lease.</summary>
    /// <returns>Whether this owner still holds it.</returns>
    public Task<bool> ExtendAsync(string key, Guid owner, CancellationToken cancellationToken) => ChangeAsync(
        $"Extending the lease on {key}",
        (rows, cancellation) => rows.Where(row => row.Key == key && row.LeaseOwner == owner)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.LeaseExpiresAt, row => DateTime.UtcNow.AddSeconds(_leaseSeconds)), cancellation),
        cancellationToken);

    /// <summary>Records that a renewal begins, and extends the lease.</summary>
    /// <returns>Whether this owner still holds the lease, and the record has the version.</returns>
    public Task<bool> BeginRenewalAsync(string key, Guid owner, string? version, CancellationToken cancellationToken) => ChangeAsync(
        $"Recording the renewal of {key}",
        (rows, cancellation) => rows.Where(row => row.Key == key && row.LeaseOwner == owner && row.Version == version)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.RenewalOwner, owner)
                    .SetProperty(row => row.LeaseExpiresAt, row => DateTime.UtcNow.AddSeconds(_leaseSeconds))
                    .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
                cancellation),
        cancellationToken);

    /// <summary>
    /// Replaces the record and ends the renewal. An owner whose lease has expired may write as long as the record has not changed and
    /// no other renewal has begun: its record contains the refresh token that replaces the stored one.
    /// </summary>
    /// <returns>Whether the record was replaced.</returns>
    public Task<bool> WriteAsync(
        string key, Guid owner, string? version, string? newVersion, byte[]? data, CancellationToken cancellationToken) => ChangeAsync(
        $"Writing the record {key}",
        (rows, cancellation) => rows
            .Where(row => row.Key == key && row.Version == version && (row.LeaseOwner == owner || row.RenewalOwner == owner))
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.Version, newVersion)
                    .SetProperty(row => row.Data, data)
                    .SetProperty(row => row.SchemaVersion, MailTokenRowConfiguration.SchemaVersion)
                    .SetProperty(row => row.RenewalOwner, (Guid?)null)
                    .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
                cancellation),
        cancellationToken);

    /// <summary>Releases the lease and ends the renewal. A row without a record is deleted.</summary>
    public Task ReleaseAsync(string key, Guid owner, bool mayBeEmpty, CancellationToken cancellationToken) => database.RunAsync(
        $"Releasing the lease on {key}",
        async (context, cancellation) =>
        {
            if (mayBeEmpty)
            {
                var deleted = await context.Set<MailTokenRow>().IgnoreQueryFilters()
                    .Where(row => row.Key == key && row.LeaseOwner == owner && row.Data == null)
                    .Where(row => row.RenewalOwner == null || row.RenewalOwner == owner)
                    .ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
                if (deleted > 0) return deleted;
            }

            // The order matters to MySQL, which evaluates each expression with the new values of the columns before it.
            return await context.Set<MailTokenRow>().IgnoreQueryFilters()
                .Where(row => row.Key == key && (row.LeaseOwner == owner || row.RenewalOwner == owner))
                .ExecuteUpdateAsync(
                    set => set
                        .SetProperty(row => row.LeaseExpiresAt, row => row.LeaseOwner == owner ? null : row.LeaseExpiresAt)
                        .SetProperty(row => row.LeaseOwner, row => row.LeaseOwner == owner ? null : row.LeaseOwner)
                        .SetProperty(row => row.RenewalOwner, row => row.RenewalOwner == owner ? null : row.RenewalOwner),
                    cancellation).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Returns random bytes that are stored with the records and never change.</summary>
    /// <param name="candidate">The bytes to store if there are none.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<byte[]> GetSaltAsync(byte[] candidate, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(Description, cancellationToken).ConfigureAwait(false);
        if (row is null)
        {
            await AddAsync(Description, candidate, cancellationToken).ConfigureAwait(false);
            row = await ReadAsync(Description, cancellationToken).ConfigureAwait(false);
        }

        RequireKnown(row?.SchemaVersion ?? 0, "The table of the token store");
        return row?.Data ?? throw new TokenStoreException(
            Problems.TokenStoreIncomplete, $"The row '{Description}' of the token store's table has no data.");
    }

    /// <summary>Throws if a row has a newer format.</summary>
    public static void RequireKnown(int schemaVersion, string subject)
    {
        if (schemaVersion <= MailTokenRowConfiguration.SchemaVersion) return;
        throw new TokenStoreException(
            Problems.TokenRecordNewer,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{subject} has the format {schemaVersion}, but this version of the library supports only "
                + $"{MailTokenRowConfiguration.SchemaVersion}."));
    }

    private static IQueryable<MailTokenRow> Rows(DbContext context) =>
        context.Set<MailTokenRow>().IgnoreQueryFilters().AsNoTracking();

    private async Task<bool> ChangeAsync(
        string doing, Func<IQueryable<MailTokenRow>, CancellationToken, Task<int>> change, CancellationToken cancellationToken) =>
        await database.RunAsync(
            doing,
            (context, cancellation) => change(context.Set<MailTokenRow>().IgnoreQueryFilters(), cancellation),
            cancellationToken).ConfigureAwait(false) > 0;
}
