using System.Globalization;

namespace OAuthMail.Configuration.Validation;

/// <summary>
/// Collects the errors of options. An instance is a scope: it knows the configuration path of the options that are being checked, and
/// shares the collected errors with the scopes above and below it.
/// </summary>
internal sealed class OptionErrors
{
    /// <summary>The longest time that .NET's timers accept, in whole days.</summary>
    private static readonly TimeSpan MaximumTimer = TimeSpan.FromDays(24);

    private readonly State _state;
    private readonly Func<string, IReadOnlyList<string>> _pathsOf;

    /// <summary>Creates an empty collection.</summary>
    /// <param name="path">The configuration path of the options, or an empty string.</param>
    public OptionErrors(string path = "")
        : this(new State(), option => [Join(path, option)])
    {
    }

    private OptionErrors(State state, Func<string, IReadOnlyList<string>> pathsOf)
    {
        _state = state;
        _pathsOf = pathsOf;
    }

    /// <summary>Gets how many errors were reported so far, in all scopes. An error that was reported before counts again.</summary>
    public int Count => _state.Count;

    /// <summary>Gets the errors of all scopes, in the order in which they were reported.</summary>
    public IReadOnlyList<OptionError> All => _state.Errors;

    /// <summary>Creates the scope of a section below this one.</summary>
    public OptionErrors At(string section) => new(_state, option => _pathsOf(Join(section, option)));

    /// <summary>Creates a scope for options that were merged from several sections.</summary>
    /// <param name="pathsOf">Returns the paths that an option can have. The first one is reported.</param>
    public OptionErrors AtMerged(Func<string, IReadOnlyList<string>> pathsOf) => new(_state, pathsOf);

    /// <summary>Returns the configuration path of an option of this scope, or of the section itself if the name is empty.</summary>
    public string PathOf(string option) => _pathsOf(option)[0];

    /// <summary>Reports an error of the section itself.</summary>
    public void Add(string message) => Add("", message);

    /// <summary>Reports an error. The same error of the same option is listed once.</summary>
    public void Add(string option, string message)
    {
        _state.Count++;
        var path = PathOf(option);
        _state.Paths.Add(path);
        if (_state.Known.Add($"{path}: {message}")) _state.Errors.Add(new OptionError(path, message));
    }

    /// <summary>
    /// Reports that a required option is not set, unless an error of that option is known: then it has a value, which could not be read.
    /// </summary>
    public void AddMissing(string option, string hint)
    {
        if (HasError(option)) _state.Count++;
        else Add(option, $"Required. {hint}");
    }

    /// <summary>Notes that options cannot be used because of an error that was reported already.</summary>
    public void CountRepeated() => _state.Count++;

    /// <summary>Remembers that an option is wrong although the error is reported under another name.</summary>
    public void MarkWrong(string option) => _state.Paths.Add(PathOf(option));

    /// <summary>Determines whether an error of the option, or of an option below it, is known.</summary>
    public bool HasError(string option) => _pathsOf(option).Any(path => _state.Paths.Any(known => IsAtOrBelow(known, path)));

    /// <summary>Reports a value that isn't one of the valid values.</summary>
    public void AddInvalid(string option, string value, string kind, IEnumerable<string> validValues) =>
        Add(option, $"{OptionText.Quote(value)} isn't a valid {kind}. Valid values: {string.Join(", ", validValues)}.");

    /// <summary>Reports an option that cannot be set beside another one.</summary>
    public void AddExclusive(string option, string other, string hint) => Add(option, $"Can't be combined with {other}. {hint}");

    /// <summary>Reports each of the options that is set although the option that it refines is not.</summary>
    public void CheckNeeds(string needed, bool isNeededSet, params (string Option, bool IsSet)[] options)
    {
        if (isNeededSet || HasError(needed)) return;
        foreach (var option in options.Where(option => option.IsSet))
        {
            Add(option.Option, $"Has no effect without {needed}. Set {needed}, or remove this option.");
        }
    }

    /// <summary>Reports all but the first of the options that are set, if they exclude one another.</summary>
    /// <returns>The options that are set.</returns>
    public IReadOnlyList<string> CheckExclusive(string hint, params (string Option, bool IsSet)[] options)
    {
        var set = options.Where(option => option.IsSet).Select(option => option.Option).ToList();
        foreach (var option in set.Skip(1)) AddExclusive(option, set[0], hint);
        return set;
    }

    /// <summary>Checks a whole number against its range.</summary>
    public void CheckRange(string option, int? value, int minimum, int maximum = int.MaxValue)
    {
        if (value is null || (value >= minimum && value <= maximum)) return;
        var (low, high) = (minimum.ToString("N0", CultureInfo.InvariantCulture), maximum.ToString("N0", CultureInfo.InvariantCulture));
        var range = maximum == int.MaxValue ? $"at least {low}" : $"between {low} and {high}";
        Add(option, $"Must be {range}, but is {value}.");
    }

    /// <summary>Checks a time span against its range.</summary>
    public void CheckRange(string option, TimeSpan? value, TimeSpan minimum, TimeSpan? maximum = null)
    {
        if (value is not { } time || (time >= minimum && (maximum is null || time <= maximum))) return;
        var range = maximum is { } limit ? $"between {minimum:c} and {limit:c}" : $"at least {minimum:c}";
        Add(option, $"Must be {range}, but is {time:c}.");
    }

    /// <summary>Checks a time that must be positive and at most a given maximum.</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">The time.</param>
    /// <param name="maximum">The maximum, or <see langword="null"/> for 24 days, which .NET's timers can count.</param>
    public void CheckTimeout(string option, TimeSpan? value, TimeSpan? maximum = null)
    {
        var limit = maximum ?? MaximumTimer;
        if (value is { } time && (time <= TimeSpan.Zero || time > limit))
        {
            Add(option, $"Must be more than 00:00:00 and at most {limit:c}, but is {time:c}.");
        }
    }

    /// <summary>Checks that an enumeration has the value.</summary>
    public void CheckDefined<T>(string option, T? value, string kind)
        where T : struct, Enum
    {
        if (value is { } one && !EnumText.IsDefined(one)) AddInvalid(option, one.ToString(), kind, EnumText.NamesOf<T>());
    }

    /// <summary>Checks that an object that has a default was not set to <see langword="null"/>.</summary>
    public void CheckNotNull(string option, object? value)
    {
        if (value is null) AddMissing(option, "Leave the default, or set another object.");
    }

    /// <summary>Throws if an error was reported.</summary>
    /// <param name="subject">What the options configure, for the message.</param>
    /// <exception cref="MailConfigurationException">There are errors.</exception>
    public void ThrowIfAny(string subject)
    {
        if (_state.Errors.Count > 0) throw new MailConfigurationException(subject, _state.Errors);
    }

    private static string Join(string path, string option) => path.Length == 0 ? option : option.Length == 0 ? path : $"{path}:{option}";

    private static bool IsAtOrBelow(string known, string path) =>
        known.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (known.Length == path.Length || known[path.Length] == ':');

    /// <summary>The errors that all scopes share.</summary>
    private sealed class State
    {
        public int Count { get; set; }

        public List<OptionError> Errors { get; } = [];

        public HashSet<string> Known { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Paths { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
