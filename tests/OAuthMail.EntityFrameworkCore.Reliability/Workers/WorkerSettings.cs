using OAuthMail.Reliability.Authorities;

namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>The settings that a worker reads from its standard input as one line of JSON.</summary>
/// <param name="Account">The account.</param>
/// <param name="ConnectionString">The database.</param>
/// <param name="KeyFile">The store's key file, of which each process has its own copy.</param>
/// <param name="RootCertificate">The root certificate for the authorization server.</param>
/// <param name="Threads">The number of threads that request tokens.</param>
/// <param name="Seconds">The duration in seconds.</param>
/// <param name="LeaseSeconds">The duration of a lease in seconds.</param>
/// <param name="ClockOffset">The difference of this process's clock in seconds.</param>
/// <param name="StopAt">Where the process stops itself with SIGSTOP, or <see langword="null"/>.</param>
internal sealed record WorkerSettings(
    AccountSettings Account, string ConnectionString, string KeyFile, byte[] RootCertificate, int Threads, int Seconds, int LeaseSeconds,
    double ClockOffset = 0, string? StopAt = null);
