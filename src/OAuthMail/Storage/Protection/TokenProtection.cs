using System.Text;
using OAuthMail.Storage;
using OAuthMail.Storage.Protection;

namespace OAuthMail;

/// <summary>
/// The choice of how stored tokens are protected: one way for what is written, any number of previous ones for what still has to
/// be read. A record moves to the current key when it is next written.
/// </summary>
public sealed class TokenProtection
{
    /// <summary>The least, and the default, number of PBKDF2 iterations.</summary>
    public const int MinimumIterations = 600_000;

    private readonly List<Func<Salt, ITokenProtector>> _current = [];
    private readonly List<Func<Salt, IEnumerable<ITokenProtector>>> _previous = [];

    internal TokenProtection()
    {
    }

    /// <summary>Protects with the key in a file: AES-256-CBC with HMAC-SHA-256.</summary>
    /// <param name="path">
    /// A file made by <see cref="CreateKeyFile"/>: 32 random bytes in base64. On Unix others must have no access to it.
    /// </param>
    /// <returns>This choice.</returns>
    public TokenProtection WithKeyFile(string path) => Add(KeyFile(path));

    /// <summary>Reads records that were protected with another key file before.</summary>
    /// <param name="path">The former key file.</param>
    /// <returns>This choice.</returns>
    public TokenProtection WithPreviousKeyFile(string path) => AddPrevious(KeyFile(path));

    /// <summary>
    /// Protects with a key derived from a passphrase by PBKDF2-HMAC-SHA-256, once for each opened store: AES-256-CBC with HMAC-SHA-256.
    /// </summary>
    /// <param name="passphrase">The passphrase; at least 8 characters.</param>
    /// <returns>This choice.</returns>
    /// <exception cref="ArgumentException"><paramref name="passphrase"/> is too short.</exception>
    public TokenProtection WithPassphrase(string passphrase) => Add(Passphrase(passphrase));

    /// <summary>Reads records that were protected with another passphrase before.</summary>
    /// <param name="passphrase">The former passphrase.</param>
    /// <returns>This choice.</returns>
    /// <exception cref="ArgumentException"><paramref name="passphrase"/> is too short.</exception>
    public TokenProtection WithPreviousPassphrase(string passphrase) => AddPrevious(Passphrase(passphrase));

    /// <summary>Protects with the Windows data protection API (DPAPI).</summary>
    /// <param name="scope">Who can read the records: the current user (default) or everybody on the machine.</param>
    /// <returns>This choice.</returns>
    public TokenProtection WithDataProtectionApi(DataProtectionApiScope scope = DataProtectionApiScope.CurrentUser) =>
        Add(_ => new DataProtectionApiProtector(scope));

    /// <summary>Reads records that were protected with the Windows data protection API before.</summary>
    /// <param name="scope">The scope they were protected for.</param>
    /// <returns>This choice.</returns>
    public TokenProtection WithPreviousDataProtectionApi(DataProtectionApiScope scope = DataProtectionApiScope.CurrentUser) =>
        AddPrevious(_ => new DataProtectionApiProtector(scope));

    /// <summary>Protects with a protector of your own, such as a key service.</summary>
    /// <param name="protector">The protector.</param>
    /// <returns>This choice.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="protector"/> is null.</exception>
    public TokenProtection WithProtector(ITokenProtector protector) => Add(Given(protector));

    /// <summary>Reads records that were protected with a protector of your own before.</summary>
    /// <param name="protector">The former protector.</param>
    /// <returns>This choice.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="protector"/> is null.</exception>
    public TokenProtection WithPreviousProtector(ITokenProtector protector) => AddPrevious(Given(protector));

    /// <summary>Writes tokens unprotected: whoever can read the store has them. Only the system's permissions keep others out.</summary>
    /// <returns>This choice.</returns>
    public TokenProtection AllowUnprotected() => Add(_ => new UnprotectedTokens());

    /// <summary>
    /// Reads records that were written unprotected before. Without this they are refused, so that nobody can slip one in.
    /// </summary>
    /// <returns>This choice.</returns>
    public TokenProtection WithPreviousUnprotected() => AddPrevious(_ => new UnprotectedTokens());

    /// <summary>Creates a key file with a new random key, for the current user only. An existing file is never overwritten.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="TokenStoreException">The file exists already or cannot be created.</exception>
    public static void CreateKeyFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TokenKeyFile.Create(path);
    }

    internal static TokenProtection Choose(Action<TokenProtection> protect)
    {
        ArgumentNullException.ThrowIfNull(protect);
        var protection = new TokenProtection();
        protect(protection);
        return protection._current.Count switch
        {
            1 => protection,
            0 => throw new TokenStoreException(Problems.TokenProtectionMissing, "No protection was chosen for stored tokens"),
            _ => throw new TokenStoreException(
                Problems.TokenProtectionInvalid, $"{protection._current.Count} ways to protect new records were chosen"),
        };
    }

    internal ProtectorRing Build(byte[]? salt, int iterations = MinimumIterations)
    {
        var source = new Salt(salt, iterations);
        return new ProtectorRing(_current[0](source), _previous.SelectMany(make => make(source)));
    }

    /// <summary>Protects with a protector that another package makes, each time a store is opened.</summary>
    internal TokenProtection With(Func<ITokenProtector> open) => Add(_ => open());

    /// <summary>Reads with what another package finds each time a store is opened, which may be nothing.</summary>
    internal TokenProtection WithPrevious(Func<IEnumerable<ITokenProtector>> open)
    {
        _previous.Add(_ => open());
        return this;
    }

    private TokenProtection Add(Func<Salt, ITokenProtector> make)
    {
        _current.Add(make);
        return this;
    }

    private TokenProtection AddPrevious(Func<Salt, ITokenProtector> make)
    {
        _previous.Add(salt => [make(salt)]);
        return this;
    }

    private static Func<Salt, ITokenProtector> KeyFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _ => AesTokenProtector.Consume(TokenKeyFile.Read(path));
    }

    private static Func<Salt, ITokenProtector> Given(ITokenProtector protector)
    {
        ArgumentNullException.ThrowIfNull(protector);
        return _ => protector;
    }

    private static Func<Salt, ITokenProtector> Passphrase(string passphrase)
    {
        const int minimumLength = 8;
        ArgumentNullException.ThrowIfNull(passphrase);
        if (passphrase.Length < minimumLength)
        {
            throw new ArgumentException($"A passphrase has at least {minimumLength} characters.", nameof(passphrase));
        }
        return salt => AesTokenProtector.Consume(salt.Derive(passphrase));
    }

    /// <summary>What a passphrase is mixed with.</summary>
    internal sealed class Salt(byte[]? value, int iterations)
    {
        private const int MinimumLength = 16;

        public byte[] Derive(string passphrase)
        {
            if (value is null || value.Length < MinimumLength)
            {
                throw new TokenStoreException(
                    Problems.TokenProtectionInvalid, $"A passphrase needs a salt of at least {MinimumLength} bytes, kept with the records");
            }

            return Pbkdf2.Derive(Encoding.UTF8.GetBytes(passphrase), value, iterations, AesTokenProtector.MasterKeyLength);
        }
    }
}
