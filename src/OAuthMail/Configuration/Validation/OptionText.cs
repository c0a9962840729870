namespace OAuthMail.Configuration.Validation;

/// <summary>Makes the values of options safe to show.</summary>
internal static class OptionText
{
    private const int MaximumLength = 100;

    /// <summary>Returns the value in quotation marks.</summary>
    public static string Quote(string value) => $"'{Clean(value)}'";

    /// <summary>Returns the value without control characters and cut to 100 characters.</summary>
    public static string Clean(string value) => new(value.Where(c => !char.IsControl(c)).Take(MaximumLength).ToArray());
}
