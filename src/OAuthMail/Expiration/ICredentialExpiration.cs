namespace OAuthMail;

/// <summary>Tells what will end and when, before it has happened: for a health check, a weekly report, a command.</summary>
public interface ICredentialExpiration
{
    /// <summary>Looks at every account's credentials as they are now: files on disk, records in the token store. No server is asked.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// One entry a credential, however many accounts share it: first those that do not work and have no date, then by date, then those
    /// without an end.
    /// </returns>
    Task<IReadOnlyList<CredentialExpiration>> ListAsync(CancellationToken cancellationToken = default);
}
