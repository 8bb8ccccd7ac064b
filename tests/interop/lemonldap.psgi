# LemonLDAP::NG as an issuer: a slash at the end, keys without `alg`, tokens for services and users.
# DIR=… PORT=… plackup --host 127.0.0.1 --port "$PORT" lemonldap.psgi: configuration, keys and sessions stand in DIR.
use strict;
use warnings;
use JSON;

my ( $dir, $port ) = @ENV{qw(DIR PORT)};
my $issuer = "http://127.0.0.1:$port/";
mkdir "$dir/$_" for qw(conf cache sessions sessions/lock);

sub output { my $text = `@_`; $? and die "`@_` failed"; $text }
my $private = output( 'openssl', 'genrsa', '2048', '2>/dev/null' );
write_file( "$dir/key.pem", $private );
my $public = output( 'openssl', 'rsa', '-pubout', '-in', "$dir/key.pem", '2>/dev/null' );

sub write_file {
    my ( $name, $text ) = @_;
    open( my $file, '>', $name ) or die "$name: $!";
    print $file $text;
    close($file);
}

my %sessions = (
    Directory      => "$dir/sessions",
    LockDirectory  => "$dir/sessions/lock",
    generateModule => 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256',
);
my %cache = ( namespace => 'interop', cache_root => "$dir/cache", default_expires_in => 600 );
write_file(
    "$dir/conf/lmConf-1.json",
    encode_json( {
        cfgNum                         => 1,
        cfgVersion                     => '2.16.1',
        cfgDate                        => 1,
        portal                         => $issuer,
        domain                         => '127.0.0.1',
        authentication                 => 'Demo',
        userDB                         => 'Same',
        passwordDB                     => 'Demo',
        whatToTrace                    => 'uid',
        locationRules                  => { '127.0.0.1' => { default => 'accept' } },
        demoExportedVars               => { cn => 'cn', mail => 'mail', uid => 'uid' },
        globalStorage                  => 'Apache::Session::File',
        globalStorageOptions           => \%sessions,
        persistentStorage              => 'Apache::Session::File',
        persistentStorageOptions       => \%sessions,
        localSessionStorage            => 'Cache::FileCache',
        localSessionStorageOptions     => \%cache,
        issuerDBOpenIDConnectActivation => 1,
        oidcServiceMetaDataIssuer      => $issuer,
        oidcServicePrivateKeySig       => $private,
        oidcServicePublicKeySig        => $public,
        oidcServiceKeyIdSig            => 'lemon',
        oidcRPMetaDataExportedVars     => { service => {} },
        oidcRPMetaDataScopeRules       => { service => { 'posts:read' => '1' } },
        oidcRPMetaDataOptions          => {
            service => {
                oidcRPMetaDataOptionsClientID                    => 'service',
                oidcRPMetaDataOptionsClientSecret                => 'service-secret',
                oidcRPMetaDataOptionsAllowClientCredentialsGrant => 1,
                oidcRPMetaDataOptionsAllowPasswordGrant          => 1,
                oidcRPMetaDataOptionsAccessTokenJWT              => 1,
                oidcRPMetaDataOptionsAccessTokenSignAlg          => 'RS256',
                oidcRPMetaDataOptionsIDTokenSignAlg              => 'RS256',
                oidcRPMetaDataOptionsAdditionalAudiences         => 'https://api.example',
            },
        },
    } )
);
write_file( "$dir/lemonldap-ng.ini", <<"INI" );
[all]
logLevel = warn
[configuration]
type = File
dirName = $dir/conf
[portal]
staticPrefix = /static
templateDir = /usr/share/lemonldap-ng/portal/templates
languages = en
INI

$ENV{LLNG_DEFAULTCONFFILE} = "$dir/lemonldap-ng.ini";
require Lemonldap::NG::Portal::Main;
Lemonldap::NG::Portal::Main->run( {} );
