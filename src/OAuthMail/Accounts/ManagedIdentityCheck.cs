using OAuthMail.Configuration.Validation;

namespace OAuthMail.Accounts;

/// <summary>Checks the id of a managed identity.</summary>
internal static class ManagedIdentityCheck
{
    /// <summary>Returns what is wrong with the id, as full sentences, or <see langword="null"/> if it is valid or not set.</summary>
    public static string? Find(string? id) =>
        id is null ? null
        : IsId(id) ? CopiedText.FindErrorInId(id)
        : $"{OptionText.Quote(id)} isn't the GUID or the resource id (/subscriptions/…) of a managed identity. "
            + $"Leave it unset for the system-assigned identity. {CopiedText.FindErrorInId(id)}".TrimEnd();

    private static bool IsId(string id) =>
        Guid.TryParse(id, out _) || id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);
}
