using OAuthMail.EntityFrameworkCore.Tests.Servers;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>The contract of a token store on real databases.</summary>
[Collection(PostgresGroup.Name)]
public sealed class ContractTests(PostgresFixture postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases => [.. TokenStoreContract.Cases.Select(one => one.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Sqlite_fulfills(string requirement) => await RunAsync(requirement, await TestDatabase.CreateSqliteAsync(_folder));

    [PostgresTheory]
    [MemberData(nameof(Cases))]
    public async Task Postgres_fulfills(string requirement) =>
        await RunAsync(requirement, await TestDatabase.EmptyPostgresAsync(postgres));

    [PgBouncerTheory]
    [MemberData(nameof(Cases))]
    public async Task Postgres_through_a_transaction_pooler_fulfills(string requirement) =>
        await RunAsync(requirement, await TestDatabase.EmptyPostgresAsync(postgres, pooled: true));

    private static Task RunAsync(string requirement, TestDatabase database) => TokenStoreContract.Cases
        .Single(one => one.Name == requirement)
        .RunAsync(timeout => Task.FromResult<ITokenStore>(database.Open(options => options.LeaseTimeout = timeout)));
}
