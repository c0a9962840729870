using System.Data.Common;
using OAuthMail.EntityFrameworkCore.Database;

namespace OAuthMail.EntityFrameworkCore.Tests;

public class DatabaseErrorsTests
{
    [Fact]
    public void Message_of_an_exception_that_is_not_of_the_database_is_not_copied()
    {
        var failure = new InvalidOperationException("outer", new ArgumentException("Keyword not supported: 'Password=secret-word'."));
        var error = DatabaseErrors.Wrap(failure, "Reading the record a");
        Assert.Contains("Reading the record a failed: InvalidOperationException.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", error.Message, StringComparison.Ordinal);
        Assert.Equal(Problems.DatabaseUnavailable, error.Problem);
    }

    [Fact]
    public void Message_of_the_database_is_shown_without_control_and_format_characters()
    {
        var failure = new InvalidOperationException("outer", new ServerException("no\r\nspace\u001b[2J \u202eleft\u2028."));
        var error = DatabaseErrors.Wrap(failure, "Reading the record a");
        Assert.Contains("ServerException: no space [2J  left.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1105, "token-database-unavailable")]
    [InlineData(1101, "token-store-full")]
    [InlineData(1114, "token-store-full")]
    public void Number_of_the_server_is_recognized(int number, string code) =>
        Assert.Equal(code, DatabaseErrors.Find(new ServerException("failed", number)).Code);

    [Fact]
    public void Number_1105_means_a_full_disk_only_in_sql_server() =>
        Assert.Equal("token-store-full", DatabaseErrors.Find(new SqlException("failed", 1105)).Code);

    private sealed class SqlException(string message, int number) : DbException(message)
    {
        public int Number => number;
    }

    private sealed class ServerException(string message, int number = 0) : DbException(message)
    {
        public int Number => number;
    }
}
