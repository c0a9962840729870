using OAuthMail.Reliability.Authorities;

namespace OAuthMail.Reliability.Workers;

/// <summary>The settings that a worker reads from its standard input as one line of JSON.</summary>
/// <param name="Account">The account.</param>
/// <param name="Folder">The token store.</param>
/// <param name="KeyFile">The store's key file.</param>
/// <param name="RootCertificate">The root certificate for the authorization server.</param>
/// <param name="Threads">The number of threads that request tokens.</param>
/// <param name="Seconds">The duration in seconds.</param>
public sealed record WorkerSettings(
    AccountSettings Account, string Folder, string KeyFile, byte[] RootCertificate, int Threads, int Seconds);
