/* A stand-in for a device's SDF library (GM/T 0018), for tests: SM2 by libcrypto over a given digest.
 *
 * It behaves as a device does where that matters: sessions belong to a device handle, a private key is usable only in a
 * session that took the right with the password, numbers stand at the right end of their fields, and the device can go
 * away and come back (a file named by SDF_STAND_IN_GONE), hang (as long as there is a file SDF_STAND_IN_SLOW) or lie (SDF_STAND_IN_LIES).
 *
 * Keys are PKCS #8 files in DER: SDF_STAND_IN_KEYS/<index>.der. ECCref_MAX_LEN is 64, or 32 with -DECCref_MAX_LEN=32.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef ECCref_MAX_LEN
#define ECCref_MAX_LEN 64
#endif
#define SDR_COMMFAIL 0x01000003
#define SDR_OPENDEVICE 0x01000005
#define SDR_OPENSESSION 0x01000006
#define SDR_PARDENY 0x01000007
#define SDR_KEYNOTEXIST 0x01000008
#define SDR_SIGNERR 0x0100000D
#define SDR_PRKRERR 0x01000018
#define SDR_INARGERR 0x0100001D
#define MOST_KEYS 64

typedef struct { unsigned int bits; unsigned char x[ECCref_MAX_LEN]; unsigned char y[ECCref_MAX_LEN]; } ECCrefPublicKey;
typedef struct { unsigned char r[ECCref_MAX_LEN]; unsigned char s[ECCref_MAX_LEN]; } ECCSignature;
typedef struct { pid_t process; int era; } Device;
typedef struct { Device *device; int era; unsigned char rights[MOST_KEYS]; atomic_int in_use; } Session;

static atomic_int sessions_open, shared_sessions;
static atomic_int era; /* counts how often the device was seen to be gone: handles of an earlier era are dead */

int stand_in_sessions_open(void) { return sessions_open; }
int stand_in_shared_sessions(void) { return shared_sessions; }

static int is_gone(void) {
    const char *mark = getenv("SDF_STAND_IN_GONE");
    if (mark && access(mark, F_OK) == 0) { era++; return 1; }
    return 0;
}

static int is_dead(const Session *session) { return is_gone() || session->era != era || session->device->process != getpid(); }

static EVP_PKEY *load(unsigned int index) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%u.der", getenv("SDF_STAND_IN_KEYS"), index);
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    EVP_PKEY *key = d2i_PrivateKey_fp(file, NULL);
    fclose(file);
    return key;
}

int SDF_OpenDevice(void **handle) {
    if (is_gone()) return SDR_OPENDEVICE;
    Device *device = calloc(1, sizeof *device);
    device->process = getpid();
    device->era = era;
    *handle = device;
    return 0;
}

int SDF_CloseDevice(void *handle) { (void)handle; return is_gone() ? SDR_COMMFAIL : 0; }

int SDF_OpenSession(void *handle, void **made) {
    Device *device = handle;
    if (is_gone() || device->era != era || device->process != getpid()) return SDR_OPENSESSION;
    Session *session = calloc(1, sizeof *session);
    session->device = device;
    session->era = era;
    sessions_open++;
    *made = session;
    return 0;
}

int SDF_CloseSession(void *handle) {
    sessions_open--;
    free(handle);
    return 0;
}

int SDF_GetPrivateKeyAccessRight(void *handle, unsigned int index, unsigned char *password, unsigned int size) {
    Session *session = handle;
    if (is_dead(session)) return SDR_COMMFAIL;
    if (index >= MOST_KEYS) return SDR_INARGERR;
    if (size != 8 || memcmp(password, "11223344", 8) != 0) return SDR_PRKRERR;
    session->rights[index] = 1;
    return 0;
}

int SDF_ReleasePrivateKeyAccessRight(void *handle, unsigned int index) {
    if (index >= MOST_KEYS) return SDR_INARGERR;
    ((Session *)handle)->rights[index] = 0;
    return 0;
}

int SDF_ExportSignPublicKey_ECC(void *handle, unsigned int index, ECCrefPublicKey *out) {
    if (is_dead(handle)) return SDR_COMMFAIL;
    EVP_PKEY *key = load(index);
    if (!key) return SDR_KEYNOTEXIST;
    unsigned char point[65];
    size_t size = 0;
    int good = EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point, sizeof point, &size);
    EVP_PKEY_free(key);
    if (!good || size != 65) return SDR_KEYNOTEXIST;
    memset(out, 0, sizeof *out);
    out->bits = 256;
    memcpy(out->x + ECCref_MAX_LEN - 32, point + 1, 32);
    memcpy(out->y + ECCref_MAX_LEN - 32, point + 33, 32);
    return 0;
}

static int sign_with(EVP_PKEY *key, const unsigned char *e, ECCSignature *out) {
    unsigned char der[72];
    const unsigned char *position = der;
    size_t size = sizeof der;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    int good = EVP_PKEY_sign_init(context) == 1 && EVP_PKEY_sign(context, der, &size, e, 32) == 1;
    EVP_PKEY_CTX_free(context);
    ECDSA_SIG *pair = good ? d2i_ECDSA_SIG(NULL, &position, (long)size) : NULL;
    if (!pair) return SDR_SIGNERR;
    memset(out, 0, sizeof *out);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), out->r + ECCref_MAX_LEN - 32, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), out->s + ECCref_MAX_LEN - 32, 32);
    ECDSA_SIG_free(pair);
    return 0;
}

int SDF_InternalSign_ECC(void *handle, unsigned int index, unsigned char *e, unsigned int size, ECCSignature *out) {
    Session *session = handle;
    if (is_dead(session)) return SDR_COMMFAIL;
    if (index >= MOST_KEYS || size != 32) return SDR_INARGERR;
    if (!session->rights[index]) return SDR_PARDENY;
    if (atomic_fetch_add(&session->in_use, 1) != 0) shared_sessions++;
    const char *slow = getenv("SDF_STAND_IN_SLOW");
    for (int waited = 0; slow && access(slow, F_OK) == 0 && waited < 1000; waited++) usleep(10000);
    EVP_PKEY *key = load(index);
    int answer = key ? sign_with(key, e, out) : SDR_KEYNOTEXIST;
    EVP_PKEY_free(key);
    const char *lies = getenv("SDF_STAND_IN_LIES");
    if (!answer && lies && access(lies, F_OK) == 0) out->s[ECCref_MAX_LEN - 1] ^= 1;
    atomic_fetch_sub(&session->in_use, 1);
    return answer;
}
