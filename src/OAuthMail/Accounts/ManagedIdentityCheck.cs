namespace OAuthMail.Accounts;

/// <summary>What can be told of a managed identity's id before anybody is asked.</summary>
internal static class ManagedIdentityCheck
{
    /// <summary>What is wrong with it, as an option's failure; null if nothing is, or if it is left out.</summary>
    public static string? Find(string? id) =>
        id is null || Guid.TryParse(id, out _) || id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
            ? null
            : "is neither the GUID nor the resource id (/subscriptions/…) of an identity; leave it out for the one that the system assigned";
}
