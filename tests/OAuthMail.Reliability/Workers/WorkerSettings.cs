using OAuthMail.Reliability.Authorities;

namespace OAuthMail.Reliability.Workers;

/// <summary>What a worker is told on its standard input, in one line of JSON.</summary>
/// <param name="Account">The account.</param>
/// <param name="Folder">The token store.</param>
/// <param name="KeyFile">The store's key file.</param>
/// <param name="RootCertificate">The certificate that the authorization server is trusted by.</param>
/// <param name="Threads">How many threads ask for tokens.</param>
/// <param name="Seconds">For how long they do.</param>
public sealed record WorkerSettings(
    AccountSettings Account, string Folder, string KeyFile, byte[] RootCertificate, int Threads, int Seconds);
