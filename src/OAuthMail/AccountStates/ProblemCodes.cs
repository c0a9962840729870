using System.Reflection;

namespace OAuthMail.AccountStates;

/// <summary>Finds problems by the code that is stored.</summary>
internal static class ProblemCodes
{
    private static readonly Lazy<Dictionary<string, Problem>> ByCode = new(() => typeof(Problems)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Select(property => property.GetValue(null)).OfType<Problem>()
        .ToDictionary(problem => problem.Code, StringComparer.Ordinal));

    /// <summary>Returns the problem, or <see langword="null"/> if this version of the library does not know the code.</summary>
    public static Problem? Find(string? code) => code is not null && ByCode.Value.TryGetValue(code, out var problem) ? problem : null;
}
