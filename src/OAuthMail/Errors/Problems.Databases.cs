namespace OAuthMail;

/// <content>Reasons for which a database that stores tokens cannot be used.</content>
public static partial class Problems
{
    /// <summary>The database is unavailable.</summary>
    public static Problem DatabaseUnavailable { get; } = new(
        "token-database-unavailable", ProblemKind.Storage, Responsible.Operator,
        "The database that stores the tokens cannot be reached, rejects the login, is starting or stopping, or reports an error. Tokens in "
        + "memory are used until they expire, and nothing is renewed until the database can be used again.",
        "Check that the database runs, and that this machine can connect to it with the configured connection string. The program needs no "
        + "restart. Read the inner exception.");

    /// <summary>The table of the token store is missing.</summary>
    public static Problem DatabaseTableMissing { get; } = new(
        "token-database-table-missing", ProblemKind.Configuration, Responsible.Developer,
        "The database has no table of the token store, or the table lacks a column: a migration is missing or was not applied, or the "
        + "connection string leads to another database or schema.",
        "Implement IMailTokenContext on the DbContext, add a migration (dotnet ef migrations add MailTokens), and apply it (dotnet ef "
        + "database update).");

    /// <summary>The database is read-only.</summary>
    public static Problem DatabaseReadOnly { get; } = new(
        "token-database-read-only", ProblemKind.Storage, Responsible.Operator,
        "The database that stores the tokens is read-only, such as a standby server, or its user has no permission on the table. The "
        + "previous record is intact.",
        "Connect to the primary server, and grant the user SELECT, INSERT, UPDATE and DELETE on the table OAuthMailTokens.");
}
