using System.Security.Cryptography;
using System.Text;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Tests.Storage;

public class CryptographyVectorTests
{
    [Theory]
    [InlineData(
        "passwd", "salt", 1,
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")]
    [InlineData(
        "Password", "NaCl", 80000,
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d")]
    public void Pbkdf2_matches_the_vectors_of_RFC_7914_section_11(string password, string salt, int iterations, string expected)
    {
        var p = Encoding.ASCII.GetBytes(password);
        var s = Encoding.ASCII.GetBytes(salt);
        Assert.Equal(expected, Convert.ToHexStringLower(Pbkdf2.DeriveByHand(p, s, iterations, 64)));
        Assert.Equal(expected, Convert.ToHexStringLower(Pbkdf2.Derive(p, s, iterations, 64)));
    }

    [Theory]
    [InlineData(1, 1, 20)]
    [InlineData(2, 70, 31)]
    [InlineData(100, 0, 100)]
    public void Pbkdf2_with_HMAC_only_matches_the_platform(int iterations, int passwordLength, int length)
    {
        var password = Enumerable.Range(0, passwordLength).Select(i => (byte)i).ToArray();
        var salt = Encoding.UTF8.GetBytes("a salt of some length");
        Assert.Equal(
            Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, length),
            Pbkdf2.DeriveByHand(password, salt, iterations, length));
    }

    [Fact]
    public void Protected_record_can_be_decrypted_with_the_documented_steps()
    {
        var master = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        byte[] context = [1, 2, 3];
        var record = Encoding.UTF8.GetBytes("{\"v\":1}");
        var data = new AesTokenProtector(master).Protect(record, context);

        var encryption = HKDF.Expand(HashAlgorithmName.SHA256, master, 32, Encoding.ASCII.GetBytes("OAuthMail token store v1: encryption"));
        var authentication = HKDF.Expand(
            HashAlgorithmName.SHA256, master, 32, Encoding.ASCII.GetBytes("OAuthMail token store v1: authentication"));
        byte[] authenticated = [0, 0, 0, 3, .. context, .. data[..^32]];
        Assert.Equal(HMACSHA256.HashData(authentication, authenticated), data[^32..]);
        using var aes = Aes.Create();
        aes.Key = encryption;
        Assert.Equal(record, aes.DecryptCbc(data.AsSpan(16, data.Length - 48), data.AsSpan(0, 16)));
    }

    [Fact]
    public void Modified_data_or_context_is_refused()
    {
        var protector = new AesTokenProtector(new byte[32]);
        var data = protector.Protect([1, 2, 3], [4]);
        Assert.Equal([1, 2, 3], protector.Unprotect(data, [4]));
        Assert.Throws<CryptographicException>(() => protector.Unprotect(data, [5]));
        Assert.Throws<CryptographicException>(() => protector.Unprotect(data, []));
        for (var i = 0; i < data.Length; i++)
        {
            data[i] ^= 1;
            Assert.Throws<CryptographicException>(() => protector.Unprotect(data, [4]));
            data[i] ^= 1;
            Assert.Throws<CryptographicException>(() => protector.Unprotect(data[..i], [4]));
        }
    }

    [Fact]
    public void Master_key_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new AesTokenProtector(new byte[16]));
}
