namespace OAuthMail.EntityFrameworkCore.Tests.Servers;

/// <summary>Tests in this group share one PostgreSQL server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresGroup : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}
