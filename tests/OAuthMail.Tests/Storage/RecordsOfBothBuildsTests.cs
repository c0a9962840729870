using OAuthMail.Storage;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Tests.Storage;

/// <summary>
/// Reads records that earlier versions of both builds have written. Both builds use the same format, which is frozen. Do not change these
/// constants to make a test pass. Add new constants for a new format.
/// </summary>
public class RecordsOfBothBuildsTests
{
    private const string KeyFileByNet =
        "T0FNVAHEhkkD+8iDGQGvDJFNsJAgCWFjY291bnQtMRnZoZogybE8szv6EFnCAX5gFQ2ZUmI+cOvSN7RpBmIHE5UFUzKjLBNkEGMZ"
        + "ane1I8gcdEHTLPGnekr7y23BzLGbzCnhnZ9FU/VRG+CDdQX2Zd3wWe9Tshr/piqwxL8pS3fOSrXbln4/Jx4KHavew3cUnFlXBmsx"
        + "0Y28LTI3KXJ3Ln32w2rC4g5x1LfJGYssAVTaLAKJx5aWpqY/cknworM+UzmWg6i60EJ+sZZ3i2Cl5uDISUzENcw6thxM+9uawGO2"
        + "ro0GW40yqXCwtGQ1GvmvApqCbqFvA0eXyMlXzNEltNP/u/1NSr63Fw5WiUhMb0TXgcVUGr/nqDEcl/C8P7k=";

    private const string PassphraseByNet =
        "T0FNVAE80BsNIr5Bx7fXBKjGCbleCWFjY291bnQtMciY2o8rFQ0N0ifX1WNWGPMoWzEP78mmhYuTGXksdyoP/6lVlbGfYH9rmS08"
        + "ckR4zmZjIrlhfEt5VhNtIAywFKcsDSvW5tRhTPHdo5QxJhZniuqxeX43B/bepsnc4S+S6DIiPu34hJ2ZBfkm45IRfXcVem7QkGfn"
        + "32PkPhzllv4MsJjiYEK/6pKH1NV2G2FUJT8vCccZXhh9eaCjadCukfE2jH1TI+ejhQ1wm2HBqWd7XIIi9r0on6dm+ksmkG3u+s2K"
        + "/sFthyQM2LedbDBg+RwqEhIud3jAfH4gDSMSg4AkcEdWRHVSt0V+gogUCDNu4lwFrzQ6LeJVroktp0ydqQY=";

    private const string KeyFileByNetStandard =
        "T0FNVAHEhkkD+8iDGQGvDJFNsJAgCWFjY291bnQtMfYFMvWV8mJd7wbPa3q/YTvgn+ZDHDZmeZhhiuy8Mm+m0ywugiYLDoZ97F5K"
        + "bwmnKwp+h8fhchxzyGDdlizps0NTj7wMyLmEVMF6dT6IueYg9nP8JWqdZrsIbdlgOTXcQ1SFOtv6uYDx9iTb46cNQJGvfd9d+DzE"
        + "1VP5118NBcyVACtu3nMqnTTLnIKP0/I7MaGUdJUWbmmdyQXt6QGPeZcpfjX/IXkCSA/a4phSzl+6puyCEO/D4gSxJicosuXNU5b9"
        + "XKtscPIq2ASa0skQP4SGrZHbOPy7WcgsAYO2lKEUWGwb/gPLngOcZvw/0c4igW2SejA5AVyjJhiWK8QtewM=";

    private const string PassphraseByNetStandard =
        "T0FNVAE80BsNIr5Bx7fXBKjGCbleCWFjY291bnQtMcVbNML19cQ1WJ1Z7qgs4KzaEa8VWHccWohVcGRDmMDIHGv/iegLmUYVdQeU"
        + "4AsYLKTu6xd3J/Jx7jyxjT0KqmtYRKjHTnc4vekegupzUASt35YOfkVgLkb4QdtBM5BMVfXxQuMAh9PDGfqaN3Otmtb6PFE2O21q"
        + "6N/KMB2aymCz63+qdVQZYnQYfC0pLyMKKK3bQgmyF8z8dHduxLFnZqwOJ04XSq0dbs5z6Ss92cDLFl4BHJjCK1dtTcw4KsDwz8u4"
        + "L8ZatSK4mOb6iGgW6L8JMBnoW6lInr36qWPcybT/fZff+jdsF+nc3LyV2vSuqkUiVu1h1hHcJUN6gCZ/nwU=";

    private static readonly byte[] ZeroToThirtyOne = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData(KeyFileByNet)]
    [InlineData(KeyFileByNetStandard)]
    public void Record_with_a_key_of_either_build_is_read(string record) =>
        AssertReadable(new TokenRecordCodec(new ProtectorRing(new AesTokenProtector(ZeroToThirtyOne), [])), record);

    [Theory]
    [InlineData(PassphraseByNet)]
    [InlineData(PassphraseByNetStandard)]
    public void Record_with_a_passphrase_of_either_build_is_read(string record) =>
        AssertReadable(new TokenRecordCodec(protect => protect.WithPassphrase("correct horse battery"), ZeroToThirtyOne), record);

    private static void AssertReadable(TokenRecordCodec codec, string record)
    {
        var entry = codec.Decode(Records.Key, Convert.FromBase64String(record));
        Assert.Equal("7", entry.Version);
        Assert.Equal("access", entry.Record.AccessToken);
        Assert.Equal("refresh", entry.Record.RefreshToken);
        Assert.Equal("jürgen@example.com", entry.Record.UserName);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), entry.Record.ExpiresAt);
        Assert.Equal("kept", entry.Record.Properties["state"]);
    }
}
