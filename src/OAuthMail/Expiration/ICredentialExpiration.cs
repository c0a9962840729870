namespace OAuthMail;

/// <summary>Lists credentials and when they expire: for a health check, a report, or a command.</summary>
public interface ICredentialExpiration
{
    /// <summary>
    /// Lists the credentials of all accounts as they are now, from files on disk and from records in the token store. It sends no request.
    /// </summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>
    /// One entry for each credential, with all accounts that use it: first credentials with a problem and no date, then by date, then
    /// credentials that do not expire.
    /// </returns>
    Task<IReadOnlyList<CredentialExpiration>> ListAsync(CancellationToken cancellationToken = default);
}
