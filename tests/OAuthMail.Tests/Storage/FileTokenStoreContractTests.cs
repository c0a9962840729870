using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

public sealed class FileTokenStoreContractTests : StoreContractTests, IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly string _keyFile;

    public FileTokenStoreContractTests()
    {
        _keyFile = _temporary["key"];
        TokenProtection.CreateKeyFile(_keyFile);
        Store = FileTokenStore.Open(_temporary["tokens"], protect => protect.WithKeyFile(_keyFile));
    }

    protected override ITokenStore Store { get; }

    protected override ITokenStore OpenWithClock() => FileTokenStore.Open(
        _temporary["tokens"], protect =>
            protect.WithKeyFile(_keyFile), new FileTokenStoreOptions { TimeProvider = Clock, LeaseTimeout = TimeSpan.FromSeconds(10) });

    protected override ITokenStore Open(TimeSpan leaseTimeout) => FileTokenStore.Open(
        _temporary["tokens"], protect => protect.WithKeyFile(_keyFile), new FileTokenStoreOptions { LeaseTimeout = leaseTimeout });

    public void Dispose() => _temporary.Dispose();
}
