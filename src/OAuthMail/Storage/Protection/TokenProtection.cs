using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.Storage;
using OAuthMail.Storage.Protection;

namespace OAuthMail;

/// <summary>
/// Specifies how stored tokens are protected: one method for writing, and any number of previous methods for reading. A record is
/// protected with the current key when it is written the next time.
/// </summary>
public sealed class TokenProtection
{
    /// <summary>The minimum and default number of PBKDF2 iterations.</summary>
    public const int MinimumIterations = 600_000;

    private readonly List<Func<Salt, ITokenProtector>> _current = [];
    private readonly List<Func<Salt, IEnumerable<ITokenProtector>>> _previous = [];
    private ILogger _logger = NullLogger.Instance;

    internal TokenProtection()
    {
    }

    /// <summary>Protects records with the key in a file: AES-256-CBC with HMAC-SHA-256.</summary>
    /// <param name="path">
    /// A file that <see cref="CreateKeyFile"/> has created: 32 random bytes in base64. On Unix, other users must not have access to it.
    /// </param>
    /// <returns>This instance.</returns>
    public TokenProtection WithKeyFile(string path) => Add(KeyFile(path));

    /// <summary>Reads records that were protected with a previous key file.</summary>
    /// <param name="path">The previous key file.</param>
    /// <returns>This instance.</returns>
    public TokenProtection WithPreviousKeyFile(string path) => AddPrevious(KeyFile(path));

    /// <summary>
    /// Protects records with a key that is derived from a passphrase: AES-256-CBC with HMAC-SHA-256. The key is derived with
    /// PBKDF2-HMAC-SHA-256, once for each opened store.
    /// </summary>
    /// <param name="passphrase">The passphrase. Must have at least 8 characters.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException"><paramref name="passphrase"/> is too short.</exception>
    public TokenProtection WithPassphrase(string passphrase) => Add(Passphrase(passphrase));

    /// <summary>Reads records that were protected with a previous passphrase.</summary>
    /// <param name="passphrase">The previous passphrase.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException"><paramref name="passphrase"/> is too short.</exception>
    public TokenProtection WithPreviousPassphrase(string passphrase) => AddPrevious(Passphrase(passphrase));

    /// <summary>Protects records with the Windows data protection API (DPAPI).</summary>
    /// <param name="scope">Specifies who can decrypt the records: the current user (default) or every user of the computer.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scope"/> is undefined.</exception>
    public TokenProtection WithDataProtectionApi(DataProtectionApiScope scope = DataProtectionApiScope.CurrentUser)
    {
        EnumArgument.Require(scope);
        return Add(_ => new DataProtectionApiProtector(scope));
    }

    /// <summary>Reads records that were previously protected with the Windows data protection API.</summary>
    /// <param name="scope">The scope for which they were protected.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scope"/> is undefined.</exception>
    public TokenProtection WithPreviousDataProtectionApi(DataProtectionApiScope scope = DataProtectionApiScope.CurrentUser)
    {
        EnumArgument.Require(scope);
        return AddPrevious(_ => new DataProtectionApiProtector(scope));
    }

    /// <summary>Protects records with a custom protector, such as a key service.</summary>
    /// <param name="protector">The protector.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="protector"/> is <see langword="null"/>.</exception>
    public TokenProtection WithProtector(ITokenProtector protector) => Add(Given(protector));

    /// <summary>Reads records that were protected with a previous custom protector.</summary>
    /// <param name="protector">The previous protector.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="protector"/> is <see langword="null"/>.</exception>
    public TokenProtection WithPreviousProtector(ITokenProtector protector) => AddPrevious(Given(protector));

    /// <summary>
    /// Stores tokens unprotected. Every user who can read the store can read the tokens. Only file permissions protect them.
    /// </summary>
    /// <returns>This instance.</returns>
    public TokenProtection AllowUnprotected() => Add(_ => new UnprotectedTokens());

    /// <summary>
    /// Reads records that were previously stored unprotected. By default, unprotected records are refused, so that an attacker cannot
    /// add one.
    /// </summary>
    /// <returns>This instance.</returns>
    public TokenProtection WithPreviousUnprotected() => AddPrevious(_ => new UnprotectedTokens());

    /// <summary>
    /// Creates a key file with a new random key. Only the current user has access. An existing file is never overwritten.
    /// </summary>
    /// <param name="path">The path of the file. Its folder must exist.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="TokenStoreException">The file already exists or cannot be created.</exception>
    public static void CreateKeyFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TokenKeyFile.Create(path);
    }

    internal static TokenProtection Choose(Action<TokenProtection> protect, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(protect);
        var protection = new TokenProtection { _logger = logger ?? NullLogger.Instance };
        protect(protection);
        return protection._current.Count switch
        {
            1 => protection,
            0 => throw new TokenStoreException(Problems.TokenProtectionMissing, "No protection is specified for stored tokens."),
            _ => throw new TokenStoreException(
                Problems.TokenProtectionInvalid,
                $"{protection._current.Count} methods to protect new records are specified, but only one is allowed."),
        };
    }

    internal ProtectorRing Build(byte[]? salt, int iterations = MinimumIterations)
    {
        var source = new Salt(salt, iterations);
        return new ProtectorRing(_current[0](source), _previous.SelectMany(make => make(source)));
    }

    /// <summary>Protects records with a protector that another package creates each time a store is opened.</summary>
    internal TokenProtection With(Func<ITokenProtector> open) => Add(_ => open());

    /// <summary>Reads records with the protectors that another package finds each time a store is opened. There may be none.</summary>
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

    private Func<Salt, ITokenProtector> KeyFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _ => AesTokenProtector.Consume(TokenKeyFile.Read(path, _logger));
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
            throw new ArgumentException($"The passphrase must have at least {minimumLength} characters.", nameof(passphrase));
        }
        return salt => AesTokenProtector.Consume(salt.Derive(passphrase));
    }

    /// <summary>The salt and the number of iterations for a passphrase.</summary>
    internal sealed class Salt(byte[]? value, int iterations)
    {
        private const int MinimumLength = 16;

        public byte[] Derive(string passphrase)
        {
            if (value is null || value.Length < MinimumLength)
            {
                throw new TokenStoreException(
                    Problems.TokenProtectionInvalid,
                    $"A passphrase requires a salt of at least {MinimumLength} bytes that is stored with the records.");
            }

            return Pbkdf2.Derive(Encoding.UTF8.GetBytes(passphrase), value, iterations, AesTokenProtector.MasterKeyLength);
        }
    }
}
