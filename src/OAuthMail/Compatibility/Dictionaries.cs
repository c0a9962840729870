#if !NET
namespace OAuthMail.Compatibility;

/// <summary>Dictionary methods of newer frameworks for the netstandard2.0 build.</summary>
internal static class Dictionaries
{
    public static bool TryAdd<TKey, TValue>(this Dictionary<TKey, TValue> dictionary, TKey key, TValue value)
    {
        if (dictionary.ContainsKey(key)) return false;
        dictionary.Add(key, value);
        return true;
    }
}
#endif
