namespace OAuthMail.EntityFrameworkCore.Reliability.Outbox;

/// <summary>The settings that a process of an outbox reads from its standard input as one line of JSON.</summary>
/// <param name="ConnectionString">The database.</param>
/// <param name="Account">The account that sends.</param>
/// <param name="RootCertificate">The root certificate of the servers.</param>
/// <param name="DiesAt">The number of the database command at which the process kills itself, or 0.</param>
/// <param name="DiesBefore">Whether it does so before the command is executed. Otherwise it does so afterwards.</param>
internal sealed record OutboxSettings(
    string ConnectionString, MailAccountOptions Account, byte[] RootCertificate, int DiesAt = 0, bool DiesBefore = false);
