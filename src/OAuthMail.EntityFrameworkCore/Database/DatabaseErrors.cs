using System.Data.Common;
using System.Globalization;
using System.Text;

namespace OAuthMail.EntityFrameworkCore.Database;

/// <summary>
/// The meaning of a database's failure. Providers agree on SQLSTATE only in part, so the numbers of SQLite, SQL Server and MySQL are read
/// from the properties of their exceptions.
/// </summary>
internal static class DatabaseErrors
{
    private const int MaximumLength = 1000;

    public static TokenStoreException Wrap(Exception failure, string doing) =>
        new(Find(failure), $"{doing} failed: {Describe(failure)}", failure);

    /// <summary>Returns the problem of a failure.</summary>
    public static Problem Find(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException database) return Find(database);

            // Entity Framework says so if the context's model lacks the entity.
            if (inner is InvalidOperationException && IsAboutTable(inner.Message)
                && inner.Message.Contains("model", StringComparison.Ordinal))
            {
                return Problems.DatabaseTableMissing;
            }
        }

        return Problems.DatabaseUnavailable;
    }

    /// <summary>
    /// Returns whether the database has rolled back the statement because of a concurrent one: 40001 and 40P01 of PostgreSQL, deadlocks of
    /// SQL Server and MySQL.
    /// </summary>
    public static bool IsConflict(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException database) return database.SqlState is "40001" or "40P01" || Number(database, "Number") is 1205 or 1213;
        }

        return false;
    }

    /// <summary>Returns whether a statement took too long, for example because another transaction has locked a row.</summary>
    public static bool IsTimeout(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is TimeoutException) return true;

            // -2: the command time-out, 1222: the lock time-out of SQL Server; 5: SQLITE_BUSY; 1205 and 3024 of MySQL.
            if (inner is DbException database
                && (Number(database, "Number") is -2 or 1222 or 1205 or 3024 || Number(database, "SqliteErrorCode") is 5))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAboutTable(string message) =>
        message.Contains(nameof(MailTokenRow), StringComparison.Ordinal)
        || message.Contains(nameof(MailOutboxRow), StringComparison.Ordinal);

    private static Problem Find(DbException failure)
    {
        switch (failure.SqlState)
        {
            // PostgreSQL (appendix A of its manual) and the SQL standard: undefined table, undefined column; ODBC and MySQL: 42S02, 42S22.
            case "42P01" or "42703" or "42S02" or "42S22": return Problems.DatabaseTableMissing;
            case "25006" or "42501": return Problems.DatabaseReadOnly;
            case "53100": return Problems.TokenStoreFull;
        }

        // The result codes of SQLite (https://sqlite.org/rescode.html).
        switch (Number(failure, "SqliteErrorCode"))
        {
            case 1 when failure.Message.Contains("no such table", StringComparison.Ordinal)
                || failure.Message.Contains("no such column", StringComparison.Ordinal)
                || failure.Message.Contains("has no column", StringComparison.Ordinal): return Problems.DatabaseTableMissing;
            case 3 or 8: return Problems.DatabaseReadOnly;
            case 13: return Problems.TokenStoreFull;
        }

        // SQL Server: https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors;
        // MySQL: https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html. The numbers overlap only in 1105.
        return Number(failure, "Number") switch
        {
            207 or 208 => Problems.DatabaseTableMissing,
            229 or 230 or 3906 => Problems.DatabaseReadOnly,
            // In MySQL, an unknown error.
            1105 when failure.GetType().Name == "SqlException" => Problems.TokenStoreFull,
            1101 or 9002 => Problems.TokenStoreFull,
            1142 or 1143 or 1290 or 1792 or 1836 => Problems.DatabaseReadOnly,
            1021 or 1114 => Problems.TokenStoreFull,
            _ => Problems.DatabaseUnavailable,
        };
    }

    private static int? Number(DbException failure, string property) =>
        failure.GetType().GetProperty(property) is { } found && found.PropertyType == typeof(int) ? (int?)found.GetValue(failure) : null;

    /// <summary>
    /// Returns the message of the database, which is inside of Entity Framework's exceptions. Of other exceptions, only the type: their
    /// messages may contain a connection string.
    /// </summary>
    private static string Describe(Exception failure)
    {
        var cause = failure;
        while (cause is not DbException && cause.InnerException is { } inner) cause = inner;
        if (cause is not DbException) return $"{failure.GetType().Name}.";
        return $"{cause.GetType().Name}: {Clean(cause.Message).TrimEnd('.', ' ')}.";
    }

    /// <summary>Truncates the text, and replaces characters that a terminal or a log viewer interprets.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.ReplaceLineEndings(" ").EnumerateRunes())
        {
            if (clean.Length >= MaximumLength) break;
            clean.Append(IsInvisible(rune) ? " " : rune.ToString());
        }

        return clean.ToString();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
