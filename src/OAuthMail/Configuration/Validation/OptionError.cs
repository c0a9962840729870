namespace OAuthMail;

/// <summary>An option that is wrong, and the reason.</summary>
public sealed class OptionError
{
    /// <summary>Creates an error.</summary>
    /// <param name="option">The configuration path of the option, such as <c>Accounts:alerts:ClientId</c>.</param>
    /// <param name="message">One or more full sentences: the actual value, the valid values, and what to do. Without secrets.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public OptionError(string option, string message)
    {
        ArgumentNullException.ThrowIfNull(option);
        ArgumentNullException.ThrowIfNull(message);
        Option = option;
        Message = message;
    }

    /// <summary>Gets the configuration path of the option.</summary>
    public string Option { get; }

    /// <summary>Gets the reason, and what to do.</summary>
    public string Message { get; }

    /// <summary>Returns the option and the message.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString() => Option.Length == 0 ? Message : $"{Option}: {Message}";
}
