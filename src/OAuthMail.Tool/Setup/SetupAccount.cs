namespace OAuthMail.Tool.Setup;

/// <summary>The values of an account that the administrator's part contains.</summary>
internal sealed record SetupAccount(string? ClientId, string? TenantId, string? ServiceAccountKeyFile)
{
    /// <summary>Reads the values of an account, whose registration may be shared.</summary>
    public static SetupAccount Of(OAuthMailOptions options, string name)
    {
        const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;
        var account = options.Accounts.First(one => string.Equals(one.Key, name, IgnoreCase)).Value;
        var client = options.Clients.FirstOrDefault(one => string.Equals(one.Key, account.Client, IgnoreCase)).Value;
        return new SetupAccount(
            account.ClientId ?? client?.ClientId, account.TenantId ?? client?.TenantId,
            account.ServiceAccountKeyFile ?? client?.ServiceAccountKeyFile);
    }
}
