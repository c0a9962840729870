namespace OAuthMail.Testing.Storage;

/// <summary>The assertions of the contract of a token store.</summary>
internal static class ContractCheck
{
    public static void That(bool condition, string requirement)
    {
        if (!condition) throw new TokenStoreContractException(requirement);
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new TokenStoreContractException($"{what} must be '{expected}', but is '{actual}'.");
        }
    }

    public static async Task<T> ThrowsAsync<T>(Func<Task> action, string what)
        where T : Exception
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (T expected)
        {
            return expected;
        }
        catch (Exception other)
        {
            throw new TokenStoreContractException($"{what} must throw {typeof(T).Name}, but threw {other.GetType().Name}: {other.Message}");
        }

        throw new TokenStoreContractException($"{what} must throw {typeof(T).Name}, but did not throw.");
    }
}
