namespace OAuthMail.Configuration.Validation;

/// <summary>What stands in an option, as it may be shown.</summary>
internal static class OptionText
{
    private const int MaximumLength = 100;

    /// <summary>The value in quotation marks.</summary>
    public static string Quote(string value) => $"'{Clean(value)}'";

    /// <summary>The value without control characters, and no longer than a line.</summary>
    public static string Clean(string value) => new(value.Where(c => !char.IsControl(c)).Take(MaximumLength).ToArray());
}
