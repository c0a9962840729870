namespace OAuthMail.EntityFrameworkCore.Tests.Servers;

/// <summary>A test that needs PostgreSQL.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = DatabaseInstallation.WhyNoPostgres;
}

/// <summary>A theory that needs PostgreSQL.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = DatabaseInstallation.WhyNoPostgres;
}

/// <summary>A theory that needs PostgreSQL and PgBouncer.</summary>
public sealed class PgBouncerTheoryAttribute : TheoryAttribute
{
    public PgBouncerTheoryAttribute() => Skip = DatabaseInstallation.WhyNoPgBouncer;
}
