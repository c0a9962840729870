using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Configuration.Keys;

/// <summary>Tells values from sections. A <c>null</c> in JSON is a section without a value and without children.</summary>
internal static class SectionText
{
    /// <summary>Returns the value of an option, or <see langword="null"/> if it is unset, blank, or a section, which is an error.</summary>
    public static string? ReadValue(IConfigurationSection section, string option, OptionErrors errors)
    {
        if (section.GetChildren().Any())
        {
            errors.Add(option, "Must be a value, but is a section or a list.");
            return null;
        }

        return string.IsNullOrWhiteSpace(section.Value) ? null : section.Value;
    }

    /// <summary>Determines whether an option is a section, or unset. A value is an error.</summary>
    public static bool IsSection(IConfigurationSection section, string option, OptionErrors errors)
    {
        if (string.IsNullOrWhiteSpace(section.Value)) return true;
        errors.Add(option, $"Must be a section, but has the value {OptionText.Quote(section.Value!)}.");
        return false;
    }

    /// <summary>
    /// Returns the elements of a list: the values of the keys 0, 1, 2 and so on, as a JSON array or environment variables define them, or
    /// the parts of one value that are separated by commas.
    /// </summary>
    public static IEnumerable<(string Option, string Value)> ReadList(IConfigurationSection section, string option, OptionErrors errors)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0)
        {
            foreach (var part in (section.Value ?? "").Split(',').Where(part => !string.IsNullOrWhiteSpace(part)))
            {
                yield return (option, part.Trim());
            }

            yield break;
        }

        if (!IsSection(section, option, errors)) yield break;
        foreach (var child in children)
        {
            var element = $"{option}:{OptionText.Clean(child.Key)}";
            if (!child.Key.All(c => c is >= '0' and <= '9'))
            {
                errors.Add(element, "Must be a list, whose elements have the keys 0, 1, 2 and so on.");
            }
            else if (ReadValue(child, element, errors) is { } value) yield return (element, value.Trim());
        }
    }
}
